// Checks the generated reference data: every file parses, nothing is described twice or left without a name, codes and
// names are unambiguous, the members of the United Nations are complete, and codes agree with two independent tables.
//
//   node check.mjs [--datasets DIR]
//
// Prints a line for each finding; differences that are explained in README.md are listed in EXPLAINED and do not count.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Parser } from "n3";
import { fold, readCsv } from "./text.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../..");
const at = process.argv.indexOf("--datasets");
const datasets = at > 0 ? resolve(process.argv[at + 1]) : resolve(root, "../shared/data");
const require = createRequire(import.meta.url);

const FILES = ["states", "territories", "regions", "places", "former-states", "state-codes", "sources/reference"];
const CMT = "https://w3id.org/comity/ontology#", ID = "https://w3id.org/comity/id/";
const RDFS = "http://www.w3.org/2000/01/rdf-schema#", SKOS = "http://www.w3.org/2004/02/skos/core#", GEO = "http://www.opengis.net/ont/geosparql#";
const TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const LANGUAGES = ["ar", "en", "es", "fr", "ru", "zh"];

/** Differences from other tables that README.md explains. */
const EXPLAINED = new Set([
  "capital BES", "capital GGY", "capital GNQ", "capital GRD", "capital HKG", "capital IOT", "capital MNG", "capital SGS", "capital SMR", "capital SWZ",
  "capital TKL", "capital ZAF",
  "region ATA", "wikidata ESH", "wikidata NAM", "wikidata NLD",
]);

let findings = 0, explained = 0;
const met = new Set();
function finding(key, text) {
  if (EXPLAINED.has(key)) { explained++; met.add(key); return; }
  findings++;
  console.log(`${key}: ${text}`);
}

const quads = [];
for (const file of FILES) {
  const text = readFileSync(join(root, "data", `${file}.ttl`), "utf8");
  const parsed = new Parser().parse(text);
  for (const q of parsed) {
    quads.push({ s: q.subject, p: q.predicate.value, o: q.object, file });
    if (q.subject.termType === "BlankNode" || q.object.termType === "BlankNode") finding(`blank ${file}`, q.subject.value);
  }
  if (!parsed.some((q) => q.subject.value === `https://w3id.org/comity/graph/${file}`)) finding(`graph ${file}`, "does not describe itself");
}
const of = (p) => quads.filter((q) => q.p === p);
const key = (iri) => iri.replace(ID, "").replace(/^state\//, "");
const types = new Map(of(TYPE).filter((q) => q.o.value.startsWith(CMT)).map((q) => [q.s.value, q.o.value.replace(CMT, "")]));
const countries = [...types].filter(([, t]) => ["State", "Territory", "FormerState"].includes(t)).map(([iri]) => iri);

function checkNames() {
  const labels = new Map(), owners = new Map();
  for (const q of of(`${RDFS}label`)) {
    if (!countries.includes(q.s.value) && types.get(q.s.value) !== "Region") continue;
    labels.set(q.s.value, new Set([...(labels.get(q.s.value) ?? []), q.o.language]));
  }
  for (const iri of [...countries, ...[...types].filter(([, t]) => t === "Region").map(([i]) => i)]) {
    for (const lang of LANGUAGES) if (!labels.get(iri)?.has(lang)) finding(`label ${key(iri)}`, `none in ${lang}`);
  }
  for (const q of quads.filter((q) => countries.includes(q.s.value) && [`${RDFS}label`, `${SKOS}altLabel`].includes(q.p))) {
    const name = fold(q.o.value);
    owners.set(name, (owners.get(name) ?? new Set()).add(key(q.s.value)));
  }
  for (const [name, keys] of owners) if (keys.size > 1) finding(`name ${name}`, [...keys].join(", "));
}

function checkCodes() {
  const owners = new Map();
  for (const q of of(`${SKOS}notation`)) {
    const k = `${q.o.value} ${q.o.datatype.value}`;
    if (owners.has(k)) finding(`notation ${q.o.value}`, `${owners.get(k)} and ${q.s.value}`);
    owners.set(k, q.s.value);
    if (/numeric|m49/.test(q.o.datatype.value) && !/^\d{3}$/.test(q.o.value)) finding(`notation ${q.o.value}`, "not three digits");
  }
  if (owners.get(`NA ${CMT}iso3166-1-alpha-2`) !== `${ID}state/NAM`) finding("alpha-2 NA", "is not Namibia");
}

function checkReferences() {
  const described = new Set(quads.map((q) => q.s.value));
  const elsewhere = /^(source-stance|succession-type)\//;
  for (const q of quads) {
    if (q.o.termType === "NamedNode" && q.o.value.startsWith(ID) && !described.has(q.o.value) && !elsewhere.test(q.o.value.replace(ID, ""))) finding(`reference ${q.o.value}`, `from ${q.s.value}`);
  }
}

const value = (iri, p) => quads.find((q) => q.s.value === iri && q.p === p)?.o.value;
const codeOf = (iri, scheme) => quads.find((q) => q.s.value === iri && q.p === `${SKOS}notation` && q.o.datatype.value === CMT + scheme)?.o.value;

function checkMembers() {
  const members = require("cldr-core/supplemental/territoryContainment.json").supplemental.territoryContainment.UN._contains;
  const states = new Set(countries.filter((iri) => types.get(iri) === "State").map((iri) => codeOf(iri, "iso3166-1-alpha-2")));
  if (members.length !== 193) finding("members", `${members.length}, not 193`);
  for (const alpha2 of members) if (!states.has(alpha2)) finding(`member ${alpha2}`, "is not a state here");
  // Independent: the table of mledoze (which wrongly counts Vatican City).
  const rows = csv("countries-mledoze/countries.csv").filter((r) => r.un_member === "true" && r.iso3 !== "VAT");
  if (rows.length !== 193) finding("members in mledoze", `${rows.length}`);
  for (const r of rows) if (!members.includes(r.iso2)) finding(`member ${r.iso2}`, "only in mledoze");
}

const csv = (path) => readCsv(readFileSync(join(datasets, path), "utf8"));

function checkAgainstTables() {
  for (const r of csv("countries-mledoze/countries.csv")) {
    const iri = `${ID}state/${r.iso3 === "UNK" ? "XKX" : r.iso3}`, k = key(iri);
    if (!types.has(iri)) { finding(`missing ${k}`, "in mledoze"); continue; }
    if (k !== "XKX" && codeOf(iri, "iso3166-1-alpha-2") !== r.iso2) finding(`alpha-2 ${k}`, r.iso2);
    if (r.iso_numeric && codeOf(iri, "iso3166-1-numeric") !== r.iso_numeric) finding(`numeric ${k}`, r.iso_numeric);
    const capital = value(iri, `${CMT}capital`);
    const name = capital && quads.find((q) => q.s.value === capital && q.p === `${RDFS}label` && q.o.language === "en").o.value;
    if (r.capital && (!name || fold(name) !== fold(r.capital))) finding(`capital ${k}`, `${name}, there ${r.capital}`);
  }
  for (const r of csv("country-codes-pddl/country_codes.csv")) {
    const k = r.iso3166_1_alpha_3, iri = `${ID}state/${k}`;
    if (!types.has(iri)) { finding(`missing ${k}`, "in country-codes"); continue; }
    if (codeOf(iri, "iso3166-1-alpha-2") !== r.iso3166_1_alpha_2) finding(`alpha-2 ${k}`, r.iso3166_1_alpha_2);
    if (codeOf(iri, "iso3166-1-numeric") !== r.iso3166_1_numeric.padStart(3, "0")) finding(`numeric ${k}`, r.iso3166_1_numeric);
    if (codeOf(iri, "m49") !== r.m49.padStart(3, "0")) finding(`m49 ${k}`, r.m49);
    const region = (r.intermediate_region_code || r.sub_region_code).padStart(3, "0");
    if (value(iri, `${CMT}region`) !== `${ID}region/${region}`) finding(`region ${k}`, region);
    const item = r.wikidata_id.split("/").pop();
    if (value(iri, `${SKOS}exactMatch`) !== `http://www.wikidata.org/entity/${item}`) finding(`wikidata ${k}`, item || "none there");
  }
}

function checkDates() {
  for (const iri of countries) {
    const [founded, dissolved] = [value(iri, `${CMT}founded`), value(iri, `${CMT}dissolved`)];
    if (founded && dissolved && dissolved < founded) finding(`dates ${key(iri)}`, `${founded} ${dissolved}`);
    if (types.get(iri) === "FormerState" && !dissolved) finding(`dates ${key(iri)}`, "a former state without an end");
    if (types.get(iri) === "State" && dissolved) finding(`dates ${key(iri)}`, "a state with an end");
  }
  for (const q of of(`${CMT}end`)) if (q.o.value < value(q.s.value, `${CMT}start`)) finding(`dates ${key(q.s.value)}`, q.o.value);
}

function checkPoints() {
  for (const q of of(`${GEO}asWKT`)) {
    const [lon, lat] = q.o.value.match(/-?[\d.]+/g).map(Number);
    if (Math.abs(lon) > 180 || Math.abs(lat) > 90) finding(`point ${key(q.s.value)}`, q.o.value);
  }
}

/** Generated twice, the files are the same byte for byte, and they are the ones in data/. */
function checkReproducible() {
  const to = mkdtempSync(join(tmpdir(), "reference-data-"));
  execFileSync(process.execPath, [join(here, "generate.mjs"), "--datasets", datasets, "--output", to], { stdio: "ignore" });
  for (const file of FILES) {
    if (!readFileSync(join(to, `${file}.ttl`)).equals(readFileSync(join(root, "data", `${file}.ttl`)))) finding(`bytes ${file}`, "not what the script generates");
  }
  rmSync(to, { recursive: true });
}

for (const check of [checkNames, checkCodes, checkReferences, checkMembers, checkAgainstTables, checkDates, checkPoints, checkReproducible]) check();
const count = (t) => [...types.values()].filter((x) => x === t).length;
console.log(`${quads.length} triples; ${["State", "Territory", "FormerState", "Region", "Place", "Succession", "CodeAssignment"].map((t) => `${t} ${count(t)}`).join(", ")}`);
for (const name of EXPLAINED) if (!met.has(name)) console.log(`no longer different: ${name}`);
console.log(`${findings} findings, ${explained} explained differences`);
process.exit(findings ? 1 : 0);
