use insta::assert_snapshot;

use super::*;

fn figures() -> Table {
    let mut table = Table::new(&["state", "value", "note"]);
    let belarus = Cell::Node {
        iri: "https://w3id.org/comity/id/state/BLR".into(),
        label: Some("Belarus".into()),
        short: "state/BLR".into(),
    };
    table.rows.push(vec![belarus, Cell::number(84_400_000_000_u64), Cell::text("a | b")]);
    table.rows.push(vec![Cell::Empty, Cell::number("8.4"), Cell::text("two\nlines, \"quoted\"")]);
    table
}

#[test]
fn a_terminal_gets_labels_beside_iris_and_numbers_to_the_right() {
    assert_snapshot!(terminal(&figures(), 70));
}

#[test]
fn a_table_too_wide_for_the_terminal_becomes_blocks() {
    assert_snapshot!(terminal(&figures(), 40));
}

#[test]
fn markdown_escapes_what_would_end_a_cell() {
    assert_snapshot!(markdown(&figures()));
}

#[test]
fn csv_quotes_and_keeps_whole_iris() {
    assert_snapshot!(csv(&figures()));
}

#[test]
fn tsv_keeps_one_line_a_row() {
    assert_eq!(tsv(&figures()).lines().count(), 3);
}

#[test]
fn json_rows_leave_out_what_is_absent() {
    assert_snapshot!(serde_json::to_string_pretty(&json_rows(&figures())).unwrap());
}

#[test]
fn escape_sequences_in_data_do_not_reach_the_terminal() {
    let mut table = Table::new(&["name"]);
    table.rows.push(vec![Cell::text("\u{1b}[31mred")]);
    assert!(!terminal(&table, 80).contains('\u{1b}'));
}

#[test]
fn people_read_six_digits_and_machines_all_of_them() {
    let check = |number: &str, shown: &str| {
        let mut table = Table::new(&["x"]);
        table.rows.push(vec![Cell::number(number)]);
        assert!(markdown(&table).contains(&format!("| {shown} |")), "{}", markdown(&table));
        assert!(csv(&table).contains(number));
    };
    check("17.333333333333332", "17.3333");
    check("484.00000000000006", "484");
    check("0.00012345678912", "0.000123457");
    check("1234567.123456789", "1234567");
    check("84400000000", "84400000000");
    check("0.5", "0.5");
    check("0.00000000000000", "0");
}
