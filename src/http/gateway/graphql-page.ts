/**
 * A small page to try queries in a browser; no library, nothing from elsewhere.
 * @module
 */

const EXAMPLE = `query {
  transactions(first: 10, sort: HEIGHT_DESC, tags: [{ name: "Data-Protocol", values: ["ao"] }]) {
    pageInfo { hasNextPage }
    edges { cursor node { id owner { address } block { height } tags { name value } } }
  }
}`;

export const GRAPHQL_PAGE = `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>GraphQL</title>
<style>body{font:16px system-ui;margin:2rem auto;max-width:60rem;padding:0 1rem}textarea,pre{box-sizing:border-box;width:100%;font:14px monospace}textarea{height:14rem}pre{overflow:auto}</style>
<h1>GraphQL</h1><p>Programs send <code>POST /graphql</code> with JSON <code>{"query", "variables", "operationName"}</code>.</p>
<label for="q">Query</label><textarea id="q" spellcheck="false">${EXAMPLE}</textarea><p><button id="run">Run</button></p><pre id="out" aria-live="polite"></pre>
<script>
document.getElementById("run").onclick = async () => {
  const out = document.getElementById("out");
  out.textContent = "...";
  try {
    const response = await fetch("", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ query: document.getElementById("q").value }) });
    out.textContent = JSON.stringify(await response.json(), null, 2);
  } catch (error) { out.textContent = String(error); }
};
</script></html>
`;
