//! Studies of networks as tables.

use super::{node_cell, text_cell};
use crate::render::{Cell, Table};
use crate::study::{Answer, Node, centrality, network, path};

/// One row a node, with the year of a series.
#[must_use]
pub fn centrality_table(answer: &Answer<centrality::Row>) -> Table {
    let has_year = answer.rows.iter().any(|row| row.year.is_some());
    let has_range = answer.rows.iter().any(|row| row.range.is_some());
    let mut columns = vec!["rank", "node", "score"];
    if has_year {
        columns.insert(0, "year");
    }
    if has_range {
        columns.extend(["bestRank", "worstRank"]);
    }
    let mut table = Table::new(&columns);
    table.rows = answer
        .rows
        .iter()
        .map(|row| {
            let mut cells =
                vec![Cell::number(row.rank), node_cell(&row.node), Cell::number(row.score)];
            if has_year {
                cells.insert(0, row.year.map_or(Cell::Empty, Cell::number));
            }
            if has_range {
                let (best, worst) = row.range.unzip();
                cells.push(best.map_or(Cell::Empty, Cell::number));
                cells.push(worst.map_or(Cell::Empty, Cell::number));
            }
            cells
        })
        .collect();
    table
}

/// One row a tie of a hop of a path.
#[must_use]
pub fn path_table(answer: &Answer<path::Row>) -> Table {
    let mut table = Table::new(&[
        "path",
        "hop",
        "from",
        "relation",
        "via",
        "to",
        "statement",
        "otherStatement",
        "start",
        "end",
        "sources",
        "window",
    ]);
    table.rows = answer
        .rows
        .iter()
        .map(|row| {
            vec![
                Cell::number(row.path),
                Cell::number(row.hop),
                node_cell(&row.from),
                Cell::text(row.relation.clone()),
                optional(row.via.as_ref()),
                node_cell(&row.to),
                optional(row.statement.as_ref()),
                optional(row.other_statement.as_ref()),
                text_cell(row.start.as_ref()),
                text_cell(row.end.as_ref()),
                Cell::text(
                    row.sources
                        .iter()
                        .map(|source| source.iri.as_str())
                        .collect::<Vec<_>>()
                        .join(" "),
                ),
                Cell::text(row.window.clone()),
            ]
        })
        .collect();
    table
}

/// One row a hop: what ties its ends, how often, and from when to when.
#[must_use]
pub fn hop_table(answer: &Answer<path::Row>) -> Table {
    let mut table = Table::new(&["path", "hop", "from", "ties", "to", "since", "until", "window"]);
    for ties in answer.rows.chunk_by(|a, b| (a.path, a.hop) == (b.path, b.hop)) {
        let Some(first) = ties.first() else { continue };
        let mut counts: Vec<(String, usize)> = Vec::new();
        for tie in ties {
            let name = tie.via.as_ref().map_or(tie.relation.clone(), |via| {
                format!("{}: {}", tie.relation, via.label.as_ref().unwrap_or(&via.short))
            });
            match counts.iter_mut().find(|(known, _)| *known == name) {
                Some((_, count)) => *count += 1,
                None => counts.push((name, 1)),
            }
        }
        let counts: Vec<String> = counts
            .into_iter()
            .map(|(name, count)| if count == 1 { name } else { format!("{name} ({count})") })
            .collect();
        // An open side of one tie is an open side of the whole.
        let since: Option<Vec<&String>> = ties.iter().map(|tie| tie.start.as_ref()).collect();
        let until: Option<Vec<&String>> = ties.iter().map(|tie| tie.end.as_ref()).collect();
        table.rows.push(vec![
            Cell::number(first.path),
            Cell::number(first.hop),
            node_cell(&first.from),
            Cell::text(counts.join("; ")),
            node_cell(&first.to),
            text_cell(since.and_then(|dates| dates.into_iter().min())),
            text_cell(until.and_then(|dates| dates.into_iter().max())),
            Cell::text(first.window.clone()),
        ]);
    }
    table
}

/// One row a layer.
#[must_use]
pub fn network_table(answer: &Answer<network::Row>) -> Table {
    let mut table = Table::new(&[
        "layer",
        "title",
        "direction",
        "nodes",
        "ties",
        "start",
        "end",
        "sources",
        "dropped",
    ]);
    table.rows = answer
        .rows
        .iter()
        .map(|row| {
            vec![
                Cell::text(row.layer.clone()),
                Cell::text(row.title.clone()),
                Cell::text(row.direction),
                Cell::number(row.nodes),
                Cell::number(row.ties),
                text_cell(row.start.as_ref()),
                text_cell(row.end.as_ref()),
                Cell::number(row.sources),
                Cell::text(row.dropped.clone()),
            ]
        })
        .collect();
    table
}

fn optional(node: Option<&Node>) -> Cell {
    node.map_or(Cell::Empty, node_cell)
}
