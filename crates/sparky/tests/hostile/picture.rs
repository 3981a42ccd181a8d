//! Pictures: drawings read as XML, cards by their header.

pub fn faults_of_drawing(content: &[u8]) -> Vec<String> {
    let drawing = match roxmltree::Document::parse(std::str::from_utf8(content).unwrap()) {
        Ok(drawing) => drawing,
        Err(error) => return vec![format!("no XML: {error}")],
    };
    let mut faults = Vec::new();
    for node in drawing.descendants() {
        if node.is_comment() || node.is_pi() {
            faults.push(format!("{node:?}"));
        }
        let name = node.tag_name().name();
        if node.is_element() && !["svg", "title", "desc", "style", "rect", "line", "text"].contains(&name) {
            faults.push(format!("<{name}>"));
        }
        for attribute in node.attributes().map(|attribute| attribute.name()) {
            if attribute.starts_with("on") || attribute == "href" || attribute == "style" {
                faults.push(format!("<{name} {attribute}>"));
            }
        }
    }
    faults
}

pub fn faults_of_card(content: &[u8]) -> Vec<String> {
    let side = |at: usize| u32::from_be_bytes(content[at..at + 4].try_into().unwrap());
    let is_card = content.starts_with(b"\x89PNG\r\n\x1a\n") && (side(16), side(20)) == (1200, 630);
    if is_card {
        Vec::new()
    } else {
        vec!["no picture of 1200 by 630".into()]
    }
}
