# The stack pointer is a wasm global, out of C's reach.
	.globaltype	__stack_pointer, i32
	.functype	loom_park (i32) -> (i32)

	.section .text.emscripten_stack_get_current,"",@
	.globl emscripten_stack_get_current
	.export_name emscripten_stack_get_current, emscripten_stack_get_current
emscripten_stack_get_current:
	.functype emscripten_stack_get_current () -> (i32)
	global.get __stack_pointer
	end_function

	.section .text._emscripten_stack_restore,"",@
	.globl _emscripten_stack_restore
	.export_name _emscripten_stack_restore, _emscripten_stack_restore
_emscripten_stack_restore:
	.functype _emscripten_stack_restore (i32) -> ()
	local.get 0
	global.set __stack_pointer
	end_function

# More than 32 KiB comes from the heap: see loom_park.
	.section .text._emscripten_stack_alloc,"",@
	.globl _emscripten_stack_alloc
	.export_name _emscripten_stack_alloc, _emscripten_stack_alloc
_emscripten_stack_alloc:
	.functype _emscripten_stack_alloc (i32) -> (i32)
	local.get 0
	i32.const 32768
	i32.gt_u
	if
	local.get 0
	call loom_park
	return
	end_if
	global.get __stack_pointer
	local.get 0
	i32.sub
	i32.const -16
	i32.and
	global.set __stack_pointer
	global.get __stack_pointer
	end_function
