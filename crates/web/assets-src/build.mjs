// Builds static/desk.css (the design tokens that the page styles use, then the page styles), static/check.js (the page that checks proofs) and
// static/check-worker.js (which keeps that page for use without the network).
// Usage: node build.mjs [OUT_DIR]     (default ../static)
import { readFileSync, writeFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(here, "..", "static");
const tokensHome = join(here, "node_modules", "@digital-go-jp", "design-tokens");
const PARTS = ["base", "frame", "forms", "parts", "pages", "form", "proof", "print"];

/** All tokens of the published package, as name → value. */
function readTokens() {
  const text = readFileSync(join(tokensHome, "dist", "tokens.css"), "utf8");
  return new Map([...text.matchAll(/^\s*(--[\w-]+):\s*([^;]+);/gm)].map(([, name, value]) => [name, value.trim()]));
}

/** The names that a text refers to by var(). */
const namesIn = (text) => [...text.matchAll(/var\((--[\w-]+)/g)].map(([, name]) => name);

/** The tokens that the styles need, and those that these need in turn. */
function neededTokens(styles, tokens) {
  const own = new Set([...styles.matchAll(/^\s*(--[\w-]+):/gm)].map(([, name]) => name));
  const needed = new Set();
  const queue = namesIn(styles).filter((name) => !own.has(name));
  while (queue.length > 0) {
    const name = queue.pop();
    if (needed.has(name)) continue;
    if (!tokens.has(name)) throw new Error(`${name}: neither a design token nor defined in our styles`);
    needed.add(name);
    queue.push(...namesIn(tokens.get(name)));
  }
  return [...tokens.keys()].filter((name) => needed.has(name));
}

/** Without comments, indentation and empty lines: short, and still a line for each declaration. */
const squeeze = (css) =>
  css
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join("\n");

const version = JSON.parse(readFileSync(join(tokensHome, "package.json"), "utf8")).version;
const licence = readFileSync(join(tokensHome, "LICENSE"), "utf8").trim();
const tokens = readTokens();
const styles = PARTS.map((part) => readFileSync(join(here, "src", `${part}.css`), "utf8")).join("\n");
const root = neededTokens(styles, tokens).map((name) => `${name}: ${tokens.get(name)};`);

const banner = `/* Built by assets-src/build.mjs from assets-src/src/*.css: do not edit.
   The custom properties of the first rule are taken from @digital-go-jp/design-tokens ${version}; their licence is
   in tokens.LICENSE beside this file. */`;
mkdirSync(out, { recursive: true });
writeFileSync(join(out, "desk.css"), `${banner}\n:root {\n${root.join("\n")}\n}\n${squeeze(styles)}\n`);
writeFileSync(join(out, "tokens.LICENSE"), `@digital-go-jp/design-tokens ${version}\n\n${licence}\n`);

const licenceOf = (name) => {
  const home = join(here, "node_modules", name);
  const { version } = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));
  return `${name} ${version}\n\n${readFileSync(join(home, "LICENSE"), "utf8").trim()}\n`;
};
const script = (entry, name) =>
  build({
    entryPoints: [join(here, "src", "check", entry)],
    outfile: join(out, name),
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    banner: { js: `// Built by assets-src/build.mjs from assets-src/src/check/${entry}: do not edit. Licences of what is in it: check.LICENSE.` },
    logLevel: "warning",
  });
await script("page.js", "check.js");
await script("worker.js", "check-worker.js");
writeFileSync(join(out, "check.LICENSE"), ["qr", "cborg"].map(licenceOf).join("\n---\n\n"));
