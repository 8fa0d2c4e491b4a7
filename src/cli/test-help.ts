/**
 * Help of `hyperloom test`.
 * @module
 */

export const TEST_HELP = `hyperloom test: run Lua unit tests against simulated networks, without a node

Usage
  hyperloom test [files or folders]       (default: every *.test.lua and *_test.lua below this folder)

Flags
  --coverage   also tell which lines of the files that tests loaded into processes ran
  --json       one JSON line for each test, and one at the end
  --root DIR   folder of the project: paths in tests start there   (.)

A test file
  describe("counter", function()
    local net, counter
    before_each(function()
      net = network()
      counter = net:spawn{ file = "src/counter.lua" }
    end)

    it("counts", function()
      counter:send({ Action = "Add" }, net:wallet("alice"))
      expect(counter:value("Count")).equals(1)
    end)

    it("answers", function()
      counter:send({ Action = "Get" }, net:wallet("alice"))
      net:run()
      expect(net:inbox(net:wallet("alice"))[1].data).equals("0")
    end)
  end)

Networks    network{ start_ms=, block_height= }  net:spawn{ file= | source=, name=, owner=, tags= }  net:wallet(name)  net:process(id)
            net:advance(ms)  net:now()  net:queue()  net:step()  net:run(limit)  net:reorder(fn)  net:drop(fn or fields)
            net:inbox(address)  net:sent()  net.authority  net.module
Processes   p:send(message, from)  p:dryrun(message, from)  p:eval(lua)  p:load(file)  p:value(expression)  p:outbox()
            p:save()  p:restore(saved)  p.id  p.owner
            a result has error, output, messages, spawns, gas
Checks      expect(v).equals(x) .is(x) .is_nil() .is_true() .is_false() .contains(x) .matches(pattern) .raises(text)
            expect(v).never.equals(x) and so on
`;
