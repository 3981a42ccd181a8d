// Looks at a blog as Quartz reads it: `look.mjs CONTENT [SITE]`.
//
// CONTENT, a folder of Markdown, goes through the parsers that Quartz 4.5 is made of, in its order: gray-matter with its
// JavaScript engine on, remark with front matter, tables, formulas and typography, raw HTML passed through. SITE, where
// it is given, is what `npx quartz build` made of that content. Both are then looked at as a DOM.
import { createRequire } from "node:module"
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs"
import { join, relative } from "node:path"
import { pathToFileURL } from "node:url"

const require = createRequire(join(process.env.QUARTZ_PARSERS, "package.json"))
const load = async (name) => {
  const folder = join(process.env.QUARTZ_PARSERS, "node_modules", name)
  const { exports, main } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))
  const entry = typeof exports === "string" ? exports : (exports?.["."]?.default ?? exports?.["."] ?? main ?? "index.js")
  return import(pathToFileURL(join(folder, entry)))
}
const matter = require("gray-matter")
const yaml = require("js-yaml")
const { unified } = await load("unified")
const plugins = {}
for (const name of ["remark-parse", "remark-frontmatter", "remark-gfm", "remark-math", "remark-smartypants", "remark-rehype", "rehype-raw", "rehype-parse"])
  plugins[name] = (await load(name)).default
const { visit, SKIP } = await load("unist-util-visit")

const KEYS = new Set(["title", "date", "description", "tags", "keywords", "draft", "kind", "period", "partial", "canonical_url", "image"])
const ELEMENTS = new Set(["h2", "h3", "p", "ul", "li", "code", "a", "img", "table", "thead", "tbody", "tr", "th", "td"])
// Quartz adds these to what it renders: anchors and their icons, scrolling tables, footers, lists of a folder.
const QUARTZ = new Set(["article", "div", "svg", "path", "line", "span", "section", "h1", "br", "hr"])
const HOMES = /^(#|\.{0,2}\/|[\w./%-]+$|https:\/\/github\.com\/raibid-labs\/hostile\b|https:\/\/reports\.example\.org\/)/
const faults = []

const files = (folder, ending) =>
  readdirSync(folder)
    .flatMap((name) => {
      const path = join(folder, name)
      return statSync(path).isDirectory() ? files(path, ending) : path.endsWith(ending) ? [path] : []
    })
    .sort()

// What is wrong with a tree of elements that our Markdown became.
function look(where, tree, known) {
  const fault = (what) => faults.push(`${where}: ${what}`)
  visit(tree, (node) => {
    // The list of an index page stands between two marks of ours.
    if (node.type === "comment" && !/^ sparky:reports:(begin|end) $/.test(node.value)) fault(`a comment: ${node.value.slice(0, 80)}`)
    if (node.type === "raw") fault(`raw HTML: ${node.value.slice(0, 80)}`)
    if (node.type !== "element") return
    if (!known.has(node.tagName)) fault(`<${node.tagName}>`)
    for (const [key, given] of Object.entries(node.properties)) {
      const value = String(given)
      if (/^on|srcdoc|formaction/i.test(key)) fault(`<${node.tagName} ${key}>`)
      // Columns of numbers, and the icon that Quartz puts behind links that lead elsewhere.
      if (key === "style" && !/^(text-align:\s*(right|left|center);?|max-width:0\.8em;max-height:0\.8em;)$/.test(value)) fault(`style="${value.slice(0, 80)}"`)
      if (key === "href" && !HOMES.test(value)) fault(`leads to ${value.slice(0, 80)}`)
      if (key === "src" && !/^[\w./-]+\.svg$/.test(value)) fault(`shows ${value.slice(0, 80)}`)
      if (key === "className" && /callout|transclude|text-highlight|katex|math|mermaid|broken|tag-link|footnote|task-list|language-/.test(value))
        fault(`<${node.tagName} class="${value}">`)
    }
  })
}

const [content, site] = process.argv.slice(2)
const pages = files(content, ".md")
const parser = unified()
  .use(plugins["remark-parse"])
  .use(plugins["remark-frontmatter"], ["yaml", "toml"])
  .use(plugins["remark-gfm"])
  .use(plugins["remark-smartypants"])
  .use(plugins["remark-math"])
  .use(plugins["remark-rehype"], { allowDangerousHtml: true })
  .use(plugins["rehype-raw"])
for (const page of pages) {
  const where = relative(content, page)
  const text = readFileSync(page, "utf8")
  if (!text.startsWith("---\n")) faults.push(`${where}: does not begin with front matter`)
  // As Quartz does it: YAML is given an engine, JavaScript keeps the one that gray-matter has for it.
  const { data } = matter(Buffer.from(text), { delimiters: "---", language: "yaml", engines: { yaml: (s) => yaml.load(s, { schema: yaml.JSON_SCHEMA }) } })
  for (const key of Object.keys(data)) if (!KEYS.has(key)) faults.push(`${where}: front matter has ${key}`)
  if (data.draft) faults.push(`${where}: is a draft`)
  // What Quartz's Obsidian dialect looks for before and after parsing, whatever CommonMark makes of it.
  for (const [name, trap] of [["wikilink", /!?\[\[[^\]]+\]\]/], ["comment", /%%[\s\S]*?%%/]]) if (trap.test(text)) faults.push(`${where}: a ${name}`)
  const markdown = unified().use(plugins["remark-parse"]).use(plugins["remark-frontmatter"]).use(plugins["remark-gfm"]).parse(text)
  visit(markdown, (node) => {
    if (node.type === "code" || node.type === "inlineCode") return SKIP
    if (node.type !== "text") return
    if (/==[^=]+==/.test(node.value)) faults.push(`${where}: a highlight: ${node.value.slice(0, 80)}`)
    // As Quartz sees it: `#` and `*` are emoji to Unicode.
    const tags = node.value.matchAll(/(?<=^|\s)#([-_\p{L}\p{Emoji}\p{M}\d]+(?:\/[-_\p{L}\p{Emoji}\p{M}\d]+)*)/gu)
    if ([...tags].some(([, tag]) => !/^[/\d]+$/.test(tag))) faults.push(`${where}: a tag: ${node.value.slice(0, 80)}`)
    if (/(^|\s)@\w/.test(node.value)) faults.push(`${where}: a mention: ${node.value.slice(0, 80)}`)
  })
  look(where, await parser.run(parser.parse(text)), ELEMENTS)
}

let built = 0
if (site) {
  for (const page of files(site, ".html")) {
    const where = relative(site, page)
    const tree = unified().use(plugins["rehype-parse"]).parse(readFileSync(page, "utf8"))
    visit(tree, "element", (article) => {
      if (article.tagName !== "article") return
      built += 1
      look(where, article, new Set([...ELEMENTS, ...QUARTZ]))
      return SKIP
    })
  }
  if (built < pages.length) faults.push(`the site has ${built} articles of ${pages.length} pages`)
}
if (process.env.CANARY && existsSync(process.env.CANARY)) faults.push("code in front matter ran")
if (pages.length === 0) faults.push("there is no page to look at")
for (const fault of [...new Set(faults)].slice(0, 40)) console.error(fault)
console.log(`${pages.length} pages, ${built} of a built site, ${faults.length} faults`)
process.exit(faults.length ? 1 : 0)
