import { readFileSync } from "node:fs";
import { createContext, runInContext } from "node:vm";

const ASSETS = new URL("../../assets/", import.meta.url);

/* Runs a script of assets/ with `globals` in place of a browser's, and returns its `window`. */
export function load(name, globals) {
  const window = { ...globals };
  const context = createContext({ URLSearchParams, ...globals, window });
  runInContext(readFileSync(new URL(name, ASSETS), "utf8"), context, { filename: name });
  return window;
}
