//! The seed article, sentence by sentence: each row of its table is found by a named question.

use comity::validate::passages::{PassageProblem, quotations};

use crate::shared::{BUNDLE, Row, ask, shared_folder};

/// A question, its parameters, and values that stand together in one row of the answer.
type Claim = (
    u8,
    &'static str,
    &'static [(&'static str, &'static str)],
    &'static [(&'static str, &'static str)],
);

const ARTICLE: (&str, &str) = ("source", "source/seed-article");

const CLAIMS: &[Claim] = &[
    (
        1,
        "visits-between",
        &[("a", "BLR"), ("b", "CHN")],
        &[
            ("visit", "visit/BLR-CHN-2025-06-02"),
            ("visitorLabel", "Alexander Lukashenko"),
            ("start", "2025-06-02"),
            ("end", "2025-06-04"),
            ARTICLE,
        ],
    ),
    (
        2,
        "assessments-in-source",
        &[("source", "seed article")],
        &[("statement", "assessment/seed-s02-attention")],
    ),
    (
        2,
        "assessments-in-source",
        &[("source", "seed article")],
        &[("passageStart", "311"), ("passageEnd", "419")],
    ),
    (
        3,
        "diplomatic-relations-of",
        &[("state", "BLR")],
        &[
            ("relation", "diplomatic-relation/BLR-CHN-seed-article"),
            ("fields", "cultural; economic; political"),
        ],
    ),
    (
        4,
        "positions-on",
        &[("issue", "one-China principle")],
        &[
            ("holder", "state/BLR"),
            ("kind", "standing position"),
            ("stance", "stance/adheres-to"),
            ARTICLE,
            ("passage", "passage/seed-s05-a"),
        ],
    ),
    (
        5,
        "positions-on",
        &[("issue", "issue/taiwan")],
        &[("holder", "state/BLR"), ("kind", "standing position"), ARTICLE],
    ),
    (
        5,
        "positions-around",
        &[("issue", "China's core interests")],
        &[("holder", "state/BLR"), ("matter", "issue/hong-kong"), ARTICLE],
    ),
    (
        5,
        "assessments-in-source",
        &[("source", "seed article")],
        &[("statement", "assessment/seed-s06-clear-stance-shows-respect")],
    ),
    (
        6,
        "trade-claims",
        &[("a", "BLR"), ("b", "CHN")],
        &[
            ("value", "84400000000"),
            ("unit", "unit/USD"),
            ("period", "2024"),
            ("change", "0.67"),
            ARTICLE,
        ],
    ),
    (
        6,
        "assessments-in-source",
        &[("source", "seed article")],
        &[("statement", "assessment/seed-s08-strong-growth")],
    ),
    (7, "ranked-partners", &[("state", "BLR")], &[("rank", "2"), ("period", "2024"), ARTICLE]),
    (
        7,
        "ranked-partners",
        &[("state", "BLR")],
        &[("rank", "1"), ("words", "the largest Asian market"), ARTICLE],
    ),
    (
        8,
        "involvement-in-initiative",
        &[("initiative", "Belt and Road Initiative")],
        &[("participant", "state/BLR"), ("phase", "phase/intended"), ARTICLE],
    ),
    (
        9,
        "projects-of-initiative",
        &[("initiative", "Belt and Road Initiative")],
        &[
            ("project", "project/china-belarus-industrial-park"),
            ("industries", "electronic information; fine chemicals; machinery manufacturing"),
        ],
    ),
    (
        9,
        "figures-of",
        &[("thing", "China-Belarus Industrial Park")],
        &[("value", "91.5"), ("unit", "unit/square-kilometre"), ARTICLE],
    ),
    (
        10,
        "assessments-in-source",
        &[("source", "seed article")],
        &[("statement", "assessment/seed-s11-flagship")],
    ),
    (
        11,
        "measures-against",
        &[("target", "many countries (unnamed)")],
        &[("kind", "measure-kind/economic-sanctions"), ARTICLE],
    ),
    (
        11,
        "judgements-about",
        &[("thing", "bloc/third-world")],
        &[("statement", "assessment/seed-s13-common-challenges")],
    ),
    (12, "attributes-of", &[("thing", "BLR")], &[ARTICLE]),
    (12, "forecasts-in-source", &[("source", "seed article")], &[("certainty", "can")]),
    (13, "shared-positions", &[("a", "BLR"), ("b", "CHN")], &[("matterLabel", "hegemonism")]),
    (
        14,
        "shared-positions",
        &[("a", "BLR"), ("b", "CHN")],
        &[("matterLabel", "unilateral sanctions")],
    ),
    (
        14,
        "assessments-in-source",
        &[("source", "seed article")],
        &[("statement", "assessment/seed-s19-illegal")],
    ),
    (
        15,
        "shared-positions",
        &[("a", "BLR"), ("b", "CHN")],
        &[("matterLabel", "common values of all humanity")],
    ),
    (
        16,
        "partnership-history",
        &[("a", "BLR"), ("b", "CHN")],
        &[("partnership", "partnership/BLR-CHN-seed-article")],
    ),
    (
        17,
        "forecasts-in-source",
        &[("source", "seed article")],
        &[("certainty", "will undoubtedly")],
    ),
    (17, "forecasts-in-source", &[("source", "seed article")], &[("certainty", "will surely")]),
    (
        18,
        "judgements-about",
        &[("thing", "bloc/third-world")],
        &[("statement", "assessment/seed-s15-model-for-third-world")],
    ),
    (
        18,
        "initiative-profile",
        &[("initiative", "community with a shared future for mankind")],
        &[],
    ),
];

#[test]
fn every_row_of_the_table_is_found_by_a_named_question() {
    let mut missing = Vec::new();
    for (number, question, parameters, expected) in CLAIMS {
        let rows = ask(question, parameters);
        let has = |row: &Row| {
            expected
                .iter()
                .all(|(column, value)| row.get(*column).is_some_and(|found| found == value))
        };
        if !rows.iter().any(has) {
            let columns = rows.first().map(|row| row.keys().cloned().collect::<Vec<_>>());
            missing
                .push(format!("row {number}: `{question}` lacks {expected:?}; it has {columns:?}"));
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
    let rows: std::collections::BTreeSet<u8> = CLAIMS.iter().map(|claim| claim.0).collect();
    assert_eq!(rows.len(), 18, "all rows of the table");
}

#[test]
fn the_article_is_kept_as_an_opinion_and_its_gaps_are_said() {
    let rows = ask("source-profile", &[("source", "seed article")]);
    let text = format!("{rows:?}");
    for words in [
        "opinion",
        "d51b1a94c8debba280a230678360c3bc990bca55f272307246629fb97fb4a5dc",
        "Words are missing",
        "year",
    ] {
        assert!(text.contains(words), "the profile does not say `{words}`");
    }
}

#[test]
fn every_statement_of_the_article_has_a_passage() {
    let rows = ask("statements-of-source", &[("source", "seed article")]);
    assert!(rows.len() >= 60, "{} statements", rows.len());
    for row in rows {
        assert!(row.contains_key("passageStart"), "{row:?}");
    }
}

#[test]
fn the_passages_fit_the_very_text() {
    let Some(folder) = shared_folder() else { return };
    let quotations = quotations(&BUNDLE, &folder.join("seed")).unwrap();
    let of_statements = quotations.iter().filter(|quotation| quotation.statement.is_some()).count();
    assert!(of_statements >= 60, "{of_statements} statements with passages");
    for quotation in &quotations {
        assert!(quotation.words.is_ok(), "{quotation:?}");
        assert!(quotation.statement.is_some(), "no statement rests on {}", quotation.passage);
    }
    let words = |statement: &str| {
        quotations
            .iter()
            .find(|quotation| {
                quotation.statement.as_deref().is_some_and(|iri| iri.ends_with(statement))
            })
            .and_then(|quotation| quotation.words.clone().ok())
            .unwrap_or_default()
    };
    assert!(words("observation/seed-s09-trade-2024").contains("$84.4 billion"));
    assert!(words("position/seed-s05-BLR-one-china-principle").contains("one-China principle"));
}

#[test]
fn a_text_with_another_hash_is_not_taken_for_the_article() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("article.txt"), "Belarusian President Lukashenko").unwrap();
    let quotations = quotations(&BUNDLE, folder.path()).unwrap();
    assert!(!quotations.is_empty());
    for quotation in quotations {
        assert!(matches!(quotation.words, Err(PassageProblem::NoSuchFile { .. })));
    }
}
