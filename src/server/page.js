"use strict";
const ID = "https://w3id.org/comity/id/";
const NUMERIC = /#(integer|decimal|double|float|nonNegativeInteger)$/;
const query = document.getElementById("query");
const status = document.getElementById("status");
const answer = document.getElementById("answer");

document.getElementById("own").addEventListener("submit", (event) => {
  event.preventDefault();
  ask("/sparql", { method: "POST", body: new URLSearchParams({ query: query.value }) });
});

for (const form of document.querySelectorAll("form.question")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const parameters = new URLSearchParams(new FormData(form));
    ask(`/api/v1/questions/${form.dataset.name}?${parameters}`, {});
  });
  form.querySelector(".show").addEventListener("click", (event) => {
    query.value = event.target.dataset.query;
    query.scrollIntoView({ block: "nearest" });
  });
}

async function ask(url, options) {
  say("asking …");
  answer.replaceChildren();
  const headers = { Accept: "application/sparql-results+json, text/turtle;q=0.9, application/problem+json;q=0.1" };
  try {
    const started = performance.now();
    const response = await fetch(url, { ...options, headers });
    const text = await response.text();
    if (!response.ok) return fail(JSON.parse(text));
    const isRows = response.headers.get("Content-Type").includes("sparql-results");
    const count = isRows ? showRows(JSON.parse(text)) : showText(text);
    const milliseconds = Math.round(performance.now() - started);
    say(`${count} in ${milliseconds} ms, ${response.headers.get("Comity-Completeness")}`);
  } catch (error) {
    fail({ detail: String(error) });
  }
}

function say(text) {
  status.className = "";
  status.textContent = text;
}

function fail(problem) {
  status.className = "error";
  status.textContent = problem.detail;
}

function showText(text) {
  const pre = document.createElement("pre");
  pre.textContent = text;
  answer.append(pre);
  return "a graph";
}

function showRows(results) {
  if ("boolean" in results) return results.boolean ? "yes" : "no";
  const rows = results.results.bindings;
  const isNode = (name) => rows.every((row) => !row[name] || row[name].type === "uri");
  const isLabel = (name) => name.endsWith("Label") && results.head.vars.includes(name.slice(0, -5)) && isNode(name.slice(0, -5));
  const hasValue = (name) => rows.length === 0 || rows.some((row) => row[name]);
  const names = results.head.vars.filter((name) => !isLabel(name) && hasValue(name));
  const table = document.createElement("table");
  const head = table.createTHead().insertRow();
  for (const name of names) {
    const cell = document.createElement("th");
    cell.textContent = name;
    head.append(cell);
  }
  const body = table.createTBody();
  for (const row of rows) {
    const line = body.insertRow();
    for (const name of names) fill(line.insertCell(), row[name], row[`${name}Label`]);
  }
  answer.append(table);
  answer.scrollTop = 0;
  status.scrollIntoView({ block: "nearest" });
  return `${rows.length} ${rows.length === 1 ? "row" : "rows"}`;
}

function fill(cell, value, label) {
  if (!value) return;
  if ((label ?? value).value.length > 40) cell.className = "long";
  if (value.type !== "uri") {
    cell.textContent = value.value;
    if (NUMERIC.test(value.datatype ?? "")) cell.className = "number";
    return;
  }
  if (value.value.startsWith(ID)) {
    const short = value.value.slice(ID.length);
    cell.append(label ? label.value : short);
    if (label) {
      const small = document.createElement("small");
      small.textContent = short;
      cell.append(small);
    }
    return;
  }
  const link = document.createElement("a");
  link.textContent = label ? label.value : value.value;
  if (/^https?:/.test(value.value)) link.href = value.value;
  cell.append(link);
}
