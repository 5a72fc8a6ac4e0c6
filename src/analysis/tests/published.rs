use super::{Fixture, PUBLISHED, numbers};
use crate::analysis::Cost;
use crate::analysis::centrality::*;
use crate::analysis::pattern::*;
use crate::analysis::similarity::*;
use crate::analysis::structure::*;
use crate::graph::{Combine, Interval};

fn each(check: impl Fn(&Fixture)) {
    PUBLISHED.into_iter().for_each(|name| check(&Fixture::read(name)));
}

/// The graph itself, and without its weights where the measure ignores them.
fn by_weight(fixture: &Fixture, check: impl Fn(&crate::graph::Graph, Cost, &str)) {
    check(&fixture.graph.map_weights(|_| 1.0), Cost::Hops, "");
    check(&fixture.graph, Cost::Weight, "_weighted");
}

#[test]
fn degrees_are_those_published() {
    each(|fixture| {
        for (side, name) in [(Side::In, "in"), (Side::Out, "out"), (Side::Both, "both")] {
            fixture.check(&format!("degree_{name}"), degree(&fixture.graph, side));
            fixture.check(&format!("strength_{name}"), strength(&fixture.graph, side));
        }
    });
}

#[test]
fn distances_are_those_published() {
    each(|fixture| {
        by_weight(fixture, |graph, cost, name| {
            let request = ClosenessRequest { side: Side::In, cost };
            fixture.check(&format!("closeness{name}"), closeness(graph, request).unwrap());
            fixture.check(&format!("harmonic{name}"), harmonic(graph, request).unwrap());
            let found = distances(graph, cost).unwrap();
            let pairs = (graph.node_count() * (graph.node_count() - 1)) as f64;
            fixture.check(&format!("diameter{name}"), [found.diameter]);
            fixture.check(&format!("average_distance{name}"), [found.average]);
            fixture.check(&format!("efficiency_sum{name}"), [found.efficiency * pairs]);
        });
    });
}

#[test]
fn betweenness_is_the_one_published() {
    each(|fixture| {
        by_weight(fixture, |graph, cost, name| {
            for (normalised, form) in [(false, ""), (true, "_normalised")] {
                let request =
                    BetweennessRequest { cost, normalised, ..BetweennessRequest::default() };
                fixture.check(
                    &format!("betweenness{form}{name}"),
                    betweenness(graph, request).unwrap(),
                );
                fixture.check(
                    &format!("tie_betweenness{form}{name}"),
                    tie_betweenness(graph, request).unwrap(),
                );
            }
        });
    });
}

#[test]
fn spectral_measures_are_those_published() {
    each(|fixture| {
        by_weight(fixture, |graph, _, name| {
            let iteration = Iteration::default();
            fixture.check(&format!("eigenvector{name}"), eigenvector(graph, iteration).unwrap());
            fixture.check(
                &format!("page_rank{name}"),
                page_rank(graph, &PageRankRequest::default()).unwrap(),
            );
            let request = KatzRequest { alpha: 0.004, ..KatzRequest::default() };
            fixture.check(&format!("katz{name}"), katz(graph, request).unwrap());
            let found = hits(graph, iteration).unwrap();
            fixture.check(&format!("hubs{name}"), found.hubs);
            fixture.check(&format!("authorities{name}"), found.authorities);
        });
    });
}

#[test]
fn structure_is_the_one_published() {
    each(|fixture| {
        let graph = &fixture.graph;
        fixture.check("core_numbers", numbers(&core_numbers(graph)));
        let cut = cuts(graph);
        fixture.check("articulation_points", numbers(&cut.articulation_points));
        if !graph.is_directed() {
            fixture.check("bridges", numbers(&cut.bridges));
        }
        let found = clustering(graph);
        fixture.check("triangles", found.triangles.iter().map(|&count| count as f64));
        fixture.check("clustering", found.local);
        fixture.check("average_clustering", [found.average]);
        fixture.check("transitivity", [found.transitivity]);
        fixture.check("density", [density(graph)]);
        fixture.check("reciprocity", reciprocity(graph));
        fixture.check("degree_assortativity", degree_assortativity(graph));
        fixture.check("weak_components", [weak_components(graph).sizes.len() as f64]);
        fixture.check("strong_components", [strong_components(graph).sizes.len() as f64]);
    });
}

#[test]
fn structural_holes_are_those_published() {
    each(|fixture| {
        by_weight(fixture, |graph, _, name| {
            let found = structural_holes(graph);
            fixture.check(&format!("constraint{name}"), found.constraint);
            fixture.check(&format!("effective_size{name}"), found.effective_size);
        });
    });
}

#[test]
fn leiden_is_at_least_as_good_as_igraph_and_says_its_modularity() {
    each(|fixture| {
        let found = leiden(&fixture.graph, LeidenRequest::default()).unwrap();
        let recomputed = modularity(&fixture.graph.undirected(), &found.groups.of, 1.0).unwrap();
        assert!((recomputed - found.modularity).abs() < 1e-12, "{}", fixture.name);
        let igraph = fixture.numbers("leiden_modularity").unwrap()[0];
        if !fixture.graph.is_directed() {
            assert!(
                found.modularity >= igraph - 1e-9,
                "{}: {} < {igraph}",
                fixture.name,
                found.modularity
            );
        }
        let same = |tie| {
            let (source, target) = fixture.graph.ends(tie);
            found.groups.of[source as usize] == found.groups.of[target as usize]
        };
        let parts = weak_components(&fixture.graph.select(|_| true, same).graph);
        assert_eq!(parts.of, found.groups.of, "{}: a community is not connected", fixture.name);
        let thirds: Vec<u32> = fixture.graph.nodes().map(|node| node % 3).collect();
        fixture.check("modularity_of_thirds", [modularity(&fixture.graph, &thirds, 1.0).unwrap()]);
    });
}

#[test]
fn projections_have_the_weights_published() {
    each(|fixture| {
        let Some(left) = fixture.numbers("left") else { return };
        let members: Vec<u32> = left.iter().map(|&node| node as u32).collect();
        let bodies: Vec<Vec<u32>> =
            members.iter().map(|&node| fixture.graph.neighbours(node).to_vec()).collect();
        let membership = |&member: &u32| {
            let body = move |&body: &u32| Membership { member, body, interval: Interval::ALWAYS };
            fixture.graph.neighbours(member).iter().map(body)
        };
        let all: Vec<Membership> = members.iter().flat_map(membership).collect();
        let member_count = fixture.graph.node_count();
        let request =
            TwoModeRequest { member_count, weighting: Weighting::Newman, greatest_share: 1.0 };
        let graph = project(&all, request).unwrap().graph.simplified(Combine::Sum).graph;
        let rows = graph
            .ties()
            .flat_map(|(tie, one, other)| [f64::from(one), f64::from(other), graph.weight(tie)]);
        fixture.check("newman", rows);
        let shared = |(tie, one, other): (u32, u32, u32)| {
            let place = |node| members.iter().position(|&member| member == node).unwrap();
            let found = overlap(&bodies[place(one)], &bodies[place(other)]).jaccard.unwrap();
            assert!(graph.weight(tie) > 0.0);
            [f64::from(one), f64::from(other), found]
        };
        fixture.check("jaccard", graph.ties().flat_map(shared));
    });
}

#[test]
fn patterns_are_those_published() {
    each(|fixture| {
        fixture.check("disparity", disparity(&fixture.graph).unwrap());
        let thirds: Vec<u32> = fixture.graph.nodes().map(|node| node % 3).collect();
        let roles = brokerage(&fixture.graph, &thirds).unwrap();
        let row = |role: &Brokerage| {
            [role.coordinator, role.consultant, role.gatekeeper, role.representative, role.liaison]
        };
        fixture.check("brokerage_of_thirds", roles.iter().flat_map(row).map(|count| count as f64));
        fixture.check("triad_census", triad_census(&fixture.graph).map(|count| count as f64));
    });
}
