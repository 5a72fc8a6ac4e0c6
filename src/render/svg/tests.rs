use super::*;

fn caption() -> Caption {
    Caption { title: "A <title> & more".to_owned(), source: "Source: made up".to_owned() }
}

fn names(svg: &str) -> Vec<(f64, f64, String)> {
    let attribute = |tag: &str, name: &str| -> f64 {
        let rest = tag.split_once(&format!(" {name}=\"")).unwrap().1;
        rest.split_once('"').unwrap().0.parse().unwrap()
    };
    svg.lines()
        .filter(|line| line.contains("paint-order"))
        .map(|line| {
            let (tag, rest) = line.split_once('>').unwrap();
            let text = rest.split_once('<').unwrap().0.to_owned();
            (attribute(tag, "x"), attribute(tag, "y"), text)
        })
        .collect()
}

#[test]
fn text_of_the_data_is_escaped() {
    let svg = bars(&caption(), &[Bar { label: "a < b".to_owned(), value: 1.0 }]);
    assert!(svg.contains("A &lt;title&gt; &amp; more"));
    assert!(svg.contains("a &lt; b"));
}

#[test]
fn bars_below_zero_grow_to_the_left() {
    let bar = |value| Bar { label: "x".to_owned(), value };
    let svg = bars(&caption(), &[bar(0.5), bar(-0.5)]);
    let starts: Vec<&str> = svg
        .lines()
        .filter(|line| line.contains("height=\"16.0\""))
        .map(|line| line.split('"').nth(1).unwrap())
        .collect();
    let starts: Vec<f64> = starts.into_iter().map(|x| x.parse().unwrap()).collect();
    assert!(starts[1] < starts[0], "{starts:?}");
}

#[test]
fn names_of_a_network_do_not_overlap() {
    let count = 60;
    let nodes: Vec<String> = (0..count).map(|node| format!("A rather long name {node}")).collect();
    let edges: Vec<Edge> = (1..count)
        .map(|to| Edge { from: to / 3, to, kind: "tie".to_owned(), is_directed: false })
        .collect();
    let svg = network(&caption(), &nodes, &edges, Some(0));
    let labels = names(&svg);
    assert!(labels.len() > 10, "{}", labels.len());
    for (index, (x, y, one)) in labels.iter().enumerate() {
        for (other_x, other_y, other) in &labels[index + 1..] {
            let is_apart_in_x =
                x + text::width(one, 12.0) <= *other_x || other_x + text::width(other, 12.0) <= *x;
            assert!(is_apart_in_x || (y - other_y).abs() >= 11.9, "{one} over {other}");
        }
    }
}

#[test]
fn the_same_network_gives_the_same_drawing() {
    let nodes: Vec<String> = (0..20).map(|node| node.to_string()).collect();
    let edges: Vec<Edge> = (0..19)
        .map(|from| Edge { from, to: from + 1, kind: String::new(), is_directed: true })
        .collect();
    assert_eq!(
        network(&caption(), &nodes, &edges, None),
        network(&caption(), &nodes, &edges, None)
    );
}

#[test]
fn every_series_has_its_name_in_a_row_of_its_own() {
    let series: Vec<Series> = (0..30)
        .map(|index| Series { name: format!("series {index}"), points: vec![(2000.0, 1.0)] })
        .collect();
    let svg = lines(&caption(), "units", &series);
    let mut rows: Vec<&str> = svg
        .lines()
        .filter(|line| line.contains(">series "))
        .filter(|line| line.starts_with("<text"))
        .map(|line| line.split('"').nth(3).unwrap())
        .collect();
    rows.dedup();
    assert_eq!(rows.len(), 30);
}

#[test]
fn a_spell_that_goes_on_has_an_arrow() {
    let span = |end| Span {
        label: "NATO".to_owned(),
        group: "member".to_owned(),
        start: 1949.3,
        certain: None,
        end,
    };
    let arrows =
        |end| timeline(&caption(), &[span(end)], 2025.0).matches("stroke-width=\"2\"").count();
    assert_eq!((arrows(None), arrows(Some(1966.0))), (2, 0));
}
