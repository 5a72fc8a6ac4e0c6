use insta::assert_snapshot;

use super::*;

/// Names with quotes, with what XML and DOT take for their own, and in other scripts; two parallel ties.
fn awkward() -> Graph {
    let mut nodes = Table::new(&["id", "label", "class", "cow", "start"]);
    let text = |text: &str| Cell::text(text);
    nodes.rows = vec![
        vec![
            text("http://e.org/a"),
            text("Côte d'\"Ivoire\" <&> \\N"),
            text("cmt:State"),
            text("437"),
            text("1960-08-07"),
        ],
        vec![text("http://e.org/b"), text("中国"), text("cmt:State"), Cell::Empty, Cell::Empty],
    ];
    let mut ties = Table::new(&["source", "target", "relation", "weight", "start", "end"]);
    let tie = |weight: &str, start: Cell, end: Cell| {
        vec![
            text("http://e.org/a"),
            text("http://e.org/b"),
            text("pact"),
            Cell::number(weight),
            start,
            end,
        ]
    };
    ties.rows = vec![
        tie("1", text("1960-01-01"), Cell::Empty),
        tie("2.5", Cell::Empty, text("1999-12-31")),
    ];
    let notes = vec![("layer".to_owned(), "own & only".to_owned())];
    Graph { name: "own".to_owned(), directed: false, notes, nodes, ties }
}

#[test]
fn a_graph_in_every_format() {
    let graph = awkward();
    assert_snapshot!("graphml", graphml(&graph));
    assert_snapshot!("gexf", gexf(&graph));
    assert_snapshot!("node-link", node_link(&graph));
    assert_snapshot!("cytoscape", cytoscape(&graph));
    assert_snapshot!("dot", dot(&graph));
    assert_snapshot!("directed dot", dot(&Graph { directed: true, ..graph }));
}

#[test]
fn characters_that_xml_does_not_have_are_replaced() {
    assert_eq!(xml::escaped("a\u{1}<\t"), "a\u{fffd}&lt;&#9;");
}

#[test]
fn a_matrix_has_names_on_both_sides() {
    assert_eq!(
        matrix(&["a", "b, c"], &["0", "1", "NA", "10"]),
        ",a,\"b, c\"\na,0,1\n\"b, c\",NA,10\n"
    );
    assert_eq!(matrix(&[], &[]), "\"\"\n");
}

#[test]
fn parquet_keeps_types_and_gaps() {
    use ::parquet::file::reader::{FileReader, SerializedFileReader};
    use ::parquet::record::Field;

    let mut file = tempfile::tempfile().unwrap();
    std::io::Write::write_all(&mut file, &parquet(&awkward().ties).unwrap()).unwrap();
    let reader = SerializedFileReader::new(file).unwrap();
    let rows: Vec<Vec<Field>> = reader
        .get_row_iter(None)
        .unwrap()
        .map(|row| row.unwrap().get_column_iter().map(|(_, field)| field.clone()).collect())
        .collect();
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[1][3], Field::Double(2.5));
    assert_eq!((&rows[0][4], &rows[1][4]), (&Field::Date(-3653), &Field::Null));
    assert_eq!(parquet(&Table::new(&["id"])).map(|bytes| bytes.is_empty()).ok(), Some(false));
}
