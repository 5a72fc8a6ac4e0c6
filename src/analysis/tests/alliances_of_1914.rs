use std::collections::BTreeSet;

use crate::analysis::centrality::{BetweennessRequest, betweenness};
use crate::graph::{Direction, GraphBuilder, Interval};

/// The alliances of a year, of any obligation, in the Correlates of War data; none if the data are
/// not there.
fn alliances(year: i32) -> Option<BTreeSet<(String, String)>> {
    let shared = std::env::var("COMITY_SHARED").unwrap_or_else(|_| "../shared".to_owned());
    let file = std::path::Path::new(&shared).join("data/cow-alliances/dyad_spells.csv");
    let rows = std::fs::read_to_string(file).ok()?;
    let in_year = |fields: &Vec<&str>| {
        let number = |place: usize| fields[place].parse::<i32>().ok();
        number(7) <= Some(year) && Some(year) <= number(8)
    };
    let fields =
        rows.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>()).filter(in_year);
    Some(fields.map(|fields| (fields[1].to_owned(), fields[4].to_owned())).collect())
}

/// The values that the project's brief cites for the network of 1914.
#[test]
fn italy_stands_between_the_alliances_of_1914() {
    let Some(pairs) = alliances(1914) else {
        println!("skipped: no alliance data in COMITY_SHARED");
        return;
    };
    let mut builder = GraphBuilder::new(Direction::Undirected);
    for (one, other) in pairs {
        builder.tie(one, other, 1.0, Interval::ALWAYS, ());
    }
    let built = builder.build().unwrap();
    assert_eq!((built.graph.node_count(), built.graph.tie_count()), (21, 32));
    let scores = betweenness(&built.graph, BetweennessRequest::default()).unwrap();
    for (state, expected) in [("Italy", 65.0 / 3.0), ("France", 58.0 / 3.0), ("Germany", 12.5)] {
        let place = built.nodes.iter().position(|node| node == state).unwrap();
        assert!((scores[place] - expected).abs() < 1e-9, "{state}: {}", scores[place]);
    }
}
