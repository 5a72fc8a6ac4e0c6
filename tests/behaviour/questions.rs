//! Every named question runs on the bundle, answers in a total order, and says what it should.

use std::collections::BTreeMap;

use comity::query::parse;
use comity::query::question::{ParameterKind, Question};

use crate::shared::{BUNDLE, Row, ask};

#[test]
fn every_question_is_whole_and_answers() {
    let questions = Question::all();
    assert!(questions.len() >= 30, "{} questions", questions.len());
    let files = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/queries/questions"))
        .unwrap()
        .filter(|file| file.as_ref().unwrap().path().extension().is_some_and(|e| e == "rq"))
        .count();
    assert_eq!(questions.len(), files, "a question's header cannot be read");
    for question in questions {
        let name = &question.name;
        assert_ne!(&question.title, name, "`{name}` has no title");
        assert!(!question.description.is_empty(), "`{name}` has no description");
        assert!(question.text.contains("ORDER BY"), "`{name}` has no order");
        for parameter in &question.parameters {
            assert!(parameter.default.is_some(), "`{name}`: ?{} has no default", parameter.name);
            assert!(
                !parameter.description.is_empty(),
                "`{name}`: ?{} is not explained",
                parameter.name
            );
        }
        let parsed = parse(&question.text, None);
        assert!(parsed.is_ok(), "`{name}`: {}", parsed.unwrap_err());
        assert!(!ask(name, &[]).is_empty(), "`{name}` finds nothing with its defaults");
    }
}

#[test]
fn a_question_answers_the_same_twice() {
    for question in Question::all() {
        assert_eq!(ask(&question.name, &[]), ask(&question.name, &[]), "`{}`", question.name);
    }
}

/// One row that has all the given values.
fn check(name: &str, parameters: &[(&str, &str)], expected: &[(&str, &str)]) {
    let rows = ask(name, parameters);
    let has = |row: &Row| {
        expected.iter().all(|(column, value)| row.get(*column).is_some_and(|found| found == value))
    };
    assert!(
        rows.iter().any(has),
        "`{name}` {parameters:?} has no row with {expected:?} among {} rows:\n{}",
        rows.len(),
        rows.iter().take(5).map(|row| format!("{row:?}\n")).collect::<String>()
    );
}

#[test]
fn facts_of_the_world_are_found() {
    let sco = [("organisation", "SCO"), ("date", "2024-07-04")];
    check("members-of", &sco, &[("member", "state/BLR"), ("role", "role/member")]);
    check(
        "members-of",
        &[("organisation", "SCO"), ("date", "2024-07-03")],
        &[("member", "state/BLR"), ("role", "role/observer")],
    );
    check(
        "members-of",
        &[("organisation", "UN"), ("date", "1945-10-24")],
        &[("member", "state/CHN")],
    );
    check("memberships-of-state", &[("state", "Belarus")], &[("organisation", "organisation/UN")]);
    check(
        "shared-organisations",
        &[("a", "BLR"), ("b", "CHN")],
        &[("organisation", "organisation/AIIB")],
    );
    check("state-profile", &[("state", "Burma")], &[]);
}

#[test]
fn the_un_has_its_members_on_the_days_that_they_joined() {
    let members = |date: &str| {
        ask("members-of", &[("organisation", "UN"), ("date", date)])
            .into_iter()
            .filter(|row| row["role"] == "role/member")
            .count()
    };
    assert_eq!(members("2025-01-01"), 193);
    assert_eq!(members("2011-07-13"), 192);
    assert_eq!(members("2011-07-14"), 193);
}

#[test]
fn a_parameter_takes_codes_names_in_any_language_and_iris() {
    for name in [
        "BLR",
        "blr",
        "BY",
        "112",
        "Belarus",
        "Беларусь",
        "白俄罗斯",
        "state/BLR",
        "<https://w3id.org/comity/id/state/BLR>",
    ] {
        check("memberships-of-state", &[("state", name)], &[("organisation", "organisation/UN")]);
    }
}

#[test]
fn a_parameter_that_does_not_fit_is_an_error_that_helps() {
    let error = |name: &str, parameters: &[(&str, &str)]| {
        let given: BTreeMap<String, String> =
            parameters.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        Question::named(name).unwrap().query(&BUNDLE, &given, None).unwrap_err().to_string()
    };
    assert_eq!(
        error("trade-claims", &[("a", "Belarsu")]),
        "parameter `a`: there is no state named `Belarsu`: did you mean Belarus?"
    );
    assert_eq!(
        error("trade-claims", &[("c", "BLR")]),
        "`trade-claims` has no parameter `c`: it has a, b"
    );
    assert_eq!(
        error("members-of", &[("date", "2014-02-30")]),
        "parameter `date`: `2014-02-30` is not a date such as 2024-07-04"
    );
}

#[test]
fn a_query_of_the_callers_own_takes_parameters_by_the_same_header() {
    let text = "# Title: Names\n# Parameters:\n#   ?thing (state) = BLR : a state\n#   ?least (integer) : a length\n\
                SELECT ?thing ?name WHERE { ?thing <http://www.w3.org/2000/01/rdf-schema#label> ?name FILTER (STRLEN(?name) > ?least) }";
    let question = Question::from_text("own", text).unwrap();
    assert_eq!(question.parameters.len(), 2);
    assert!(matches!(question.parameters[1].kind, ParameterKind::Literal(_)));
    let missing = question.query(&BUNDLE, &BTreeMap::new(), None).unwrap_err();
    assert_eq!(missing.to_string(), "`own` needs `--param least=…`: a length");
}
