// The first page in a real browser: Debian's Chromium, a server on a free port of loopback.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";

let server, browser, base;

before(async () => {
  server = spawn(process.env.COMITY, ["serve", "--bind", "127.0.0.1:0"]);
  base = await new Promise((resolve, reject) => {
    let talk = "";
    server.stderr.on("data", (chunk) => {
      talk += chunk;
      const address = /at (http:\/\/[0-9.:]+)\//.exec(talk);
      if (address) resolve(address[1]);
    });
    server.on("exit", () => reject(new Error(`the server ended: ${talk}`)));
  });
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync"],
  });
});

after(async () => {
  await browser?.close();
  server?.kill();
});

/** Opens the first page and collects what the browser complains about. */
async function open() {
  const page = await browser.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(base);
  return { page, complaints };
}

test("the query that the page begins with finds the organisations of Belarus", async () => {
  const { page, complaints } = await open();
  await page.getByRole("button", { name: "Run" }).click();
  await page.getByRole("cell", { name: "organisation/SCO" }).first().waitFor();
  assert.match(await page.getByRole("status").textContent(), /^\d+ rows in \d+ ms, complete$/);
  assert.deepEqual(complaints, []);
});

test("a named question runs with its parameters, and shows labels beside short names", async () => {
  const { page, complaints } = await open();
  const item = page.locator("li", { has: page.locator("form[data-name=trade-claims]") });
  await item.locator("summary").click();
  await item.locator("input[name=a]").fill("Belarus");
  await item.getByRole("button", { name: "Ask" }).click();
  await page.getByRole("cell", { name: "84400000000" }).waitFor();
  assert.deepEqual(complaints, []);
});

test("a mistake is answered in words", async () => {
  const { page } = await open();
  await page.getByLabel("SPARQL").fill("SELEC ?s");
  await page.getByRole("button", { name: "Run" }).click();
  await page.locator("#status.error").waitFor();
  assert.match(await page.getByRole("status").textContent(), /line 1, column 1: `SELEC` is unexpected/);
});

test("data is shown as text, not as a part of the page", async () => {
  const { page, complaints } = await open();
  await page.getByLabel("SPARQL").fill(`SELECT ("<img src=x onerror='document.title=1'>" AS ?x) {}`);
  await page.getByRole("button", { name: "Run" }).click();
  await page.getByRole("cell", { name: "<img src=x" }).waitFor();
  assert.equal(await page.locator("#answer img").count(), 0);
  assert.deepEqual(complaints, []);
});
