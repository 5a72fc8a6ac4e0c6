//! The first page: questions that run, and a place for one's own query.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Html;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::Shared;
use crate::query::question::{Parameter, Question};
use crate::vocab;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// `GET /`
pub(super) async fn first_page(State(shared): State<Arc<Shared>>) -> Html<String> {
    let snapshot = shared.store.snapshot();
    let facts = format!("{} quads, version {}", snapshot.len(), snapshot.version());
    Html(page(&facts, &Question::all()).into_string())
}

fn page(facts: &str, questions: &[Question]) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "Comity: international partnerships as a graph" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { "Comity" }
                    p { "A knowledge graph of international partnerships. Every relation is dated and says who says so." }
                    p.facts { (facts) " · SPARQL endpoint: " code { "/sparql" } " · " a href="/api/v1/questions" { "all questions as JSON" } }
                }
                main {
                    nav aria-label="Questions" {
                        h2 { "Questions" }
                        ul { @for question in questions { (item(question)) } }
                    }
                    section {
                        form #own {
                            label for="query" { "SPARQL" }
                            textarea #query name="query" rows="12" spellcheck="false" { (first_query()) }
                            button type="submit" { "Run" }
                        }
                        p #status role="status" {}
                        div #answer {}
                    }
                }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    }
}

fn item(question: &Question) -> Markup {
    html! {
        li {
            details {
                summary { (question.title) }
                p { (question.description) }
                form.question data-name=(question.name) {
                    @for parameter in &question.parameters { (input(parameter)) }
                    button type="submit" { "Ask" }
                    button type="button" class="show" data-query=(question.text) { "Show the SPARQL" }
                }
            }
        }
    }
}

fn input(parameter: &Parameter) -> Markup {
    html! {
        label title=(parameter.description) {
            (parameter.name) " (" (parameter.kind) ")"
            input name=(parameter.name) value=(parameter.default.as_deref().unwrap_or_default());
        }
    }
}

fn first_query() -> String {
    prologue()
        + "\nSELECT ?organisation ?name WHERE {\n  \
           <https://w3id.org/comity/id/state/BLR> cmt:memberOf ?organisation .\n  \
           ?organisation rdfs:label ?name FILTER (LANG(?name) = \"en\")\n\
           } ORDER BY ?name"
}

/// The prefixes that a query on the first page starts with.
fn prologue() -> String {
    format!(
        "PREFIX cmt: <{}>\nPREFIX id: <{}>\nPREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n",
        vocab::ONTOLOGY,
        vocab::ID
    )
}
