// Writes Turtle that is readable and stable under diff: one block an entity, blocks sorted by IRI,
// one property and value a line, no blank nodes.

export const PREFIXES = {
  cmt: "https://w3id.org/comity/ontology#",
  dcat: "http://www.w3.org/ns/dcat#",
  dcterms: "http://purl.org/dc/terms/",
  geo: "http://www.opengis.net/ont/geosparql#",
  prov: "http://www.w3.org/ns/prov#",
  rdfs: "http://www.w3.org/2000/01/rdf-schema#",
  schema: "https://schema.org/",
  skos: "http://www.w3.org/2004/02/skos/core#",
  wd: "http://www.wikidata.org/entity/",
  xsd: "http://www.w3.org/2001/XMLSchema#",
};
const BASE = "https://w3id.org/comity/id/";

/** A string as a Turtle literal, with a language or a datatype (a prefixed name) if given. */
export function literal(text, { lang, type } = {}) {
  const body = text.replace(/\\/g, "\\\\").replace(/"/g, '\\"').replace(/\n/g, "\\n").replace(/\r/g, "\\r");
  return `"${body}"` + (lang ? `@${lang}` : type ? `^^${type}` : "");
}

/** An IRI reference; names under the base are written relative to it. */
export const iri = (name) => `<${name}>`;
export const code = (text, scheme) => literal(text, { type: `cmt:${scheme}` });
export const date = (text) => literal(text, { type: "xsd:date" });
export const wkt = ([lon, lat]) => literal(`POINT(${lon.toFixed(2)} ${lat.toFixed(2)})`, { type: "geo:wktLiteral" });

/** Code-point order: the same on every machine, whatever its locale. */
export const byCodePoint = (a, b) => {
  const x = [...a], y = [...b];
  for (let i = 0; i < x.length && i < y.length; i++) {
    if (x[i] !== y[i]) return x[i].codePointAt(0) - y[i].codePointAt(0);
  }
  return x.length - y.length;
};

/** Texts by language and then by code point; other values by code point. */
const byLanguage = (a, b) => byCodePoint(languageOf(a), languageOf(b)) || byCodePoint(a, b);
const languageOf = (value) => value.match(/^".*"@([a-z]+)$/s)?.[1] ?? "";

/** One entity: a subject and its properties, kept in the order in which they are first added. */
export class Block {
  constructor(subject) {
    this.subject = subject;
    this.properties = new Map();
  }
  add(property, ...values) {
    for (const value of values) {
      if (value === undefined || value === null) continue;
      const known = this.properties.get(property) ?? [];
      if (!known.includes(value)) known.push(value);
      this.properties.set(property, known);
    }
    return this;
  }
  toString() {
    const lines = [];
    for (const [property, values] of this.properties) {
      for (const value of property === "a" ? values : [...values].sort(byLanguage)) lines.push(`    ${property} ${value}`);
    }
    return `${this.subject}\n${lines.join(" ;\n")} .\n`;
  }
}

/** A whole file: comment, prefixes, the description of its graph, then the blocks sorted by IRI. */
export function document(comment, graphBlock, blocks) {
  const body = blocks.map(String);
  const used = Object.keys(PREFIXES).filter((p) => [graphBlock.toString(), ...body].some((text) => mentions(text, p)));
  const bare = (block) => block.subject.slice(1, -1);
  const order = [...blocks].sort((a, b) => byCodePoint(bare(a), bare(b)));
  const subjects = new Set();
  for (const { subject } of order) {
    if (subjects.has(subject)) throw new Error(`described twice: ${subject}`);
    subjects.add(subject);
  }
  return [
    comment.trim().split("\n").map((line) => (line ? `# ${line}` : "#")).join("\n"),
    "",
    `@base <${BASE}> .`,
    ...used.map((p) => `@prefix ${p}: <${PREFIXES[p]}> .`),
    "",
    graphBlock.toString(),
    order.map(String).join("\n"),
  ].join("\n");
}

const mentions = (text, prefix) => new RegExp(`(^|[\\s^])${prefix}:`, "m").test(text);
