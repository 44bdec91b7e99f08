// Prints the pairs of a TMX as `hypomnema` reads them, as JSON. It needs a newer Python than many systems have, so that it runs
// in Pyodide: node hypomnema.mjs CLIENTS FOLDER FILE, where CLIENTS holds `node_modules/pyodide` and the package.
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [clients, folder, file] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(join(clients, "node_modules/pyodide/pyodide.mjs")));
const pyodide = await loadPyodide({ stderr: () => {} });
pyodide.mountNodeFS("/clients", clients);
pyodide.mountNodeFS("/folder", folder);
pyodide.globals.set("file", file);
console.log(
  pyodide.runPython(`
import json, sys
sys.path.insert(0, "/clients")
import hypomnema
units = hypomnema.load("/folder/" + file).body
json.dumps([["".join(variant.content) for variant in unit.variants] for unit in units])
`),
);
