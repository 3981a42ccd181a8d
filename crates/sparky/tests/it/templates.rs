//! `sparky templates`, and runs with templates of one's own.

use std::{fs, process::Command};

use crate::support::{Desk, busy_repository, json, run};

fn templates(desk: &Desk, arguments: &[&str]) -> Command {
    let mut command = desk.sparky();
    command.arg("templates").args(arguments);
    command
}

#[test]
fn what_is_ejected_is_listed_once_it_was_changed_and_never_written_over_unasked() {
    let desk = Desk::new();
    let own = desk.path().join("templates/weekly.md.j2");
    let ejected = run(&mut templates(&desk, &["eject", "weekly.md.j2"]));
    assert_eq!(
        (ejected.status, ejected.stdout.as_str()),
        (0, "Wrote templates/weekly.md.j2\n")
    );
    let built_in = fs::read_to_string(&own).unwrap();
    assert!(
        !run(&mut templates(&desk, &["list"]))
            .stdout
            .contains("overridden")
    );
    assert_eq!(run(&mut templates(&desk, &["check"])).status, 0);

    fs::write(&own, "{{ front_matter }}\n\n{{ summary }}\n").unwrap();
    let list = run(&mut templates(&desk, &["list"])).stdout;
    assert!(list.contains("overridden by templates/weekly.md.j2"), "{list}");
    let entries = json(&run(&mut templates(&desk, &["list", "--json"])));
    let files: Vec<_> = entries
        .as_array()
        .unwrap()
        .iter()
        .filter(|entry| !entry["file"].is_null())
        .collect();
    assert_eq!(
        (entries.as_array().unwrap().len(), files.len()),
        (15, 1),
        "{entries:#}"
    );

    let again = run(&mut templates(&desk, &["eject", "weekly.md.j2"]));
    assert_eq!(again.status, 1, "{}", again.stderr);
    assert!(again.stderr.contains("--force"), "{}", again.stderr);
    let all = run(&mut templates(&desk, &["eject", "--all"]));
    assert_eq!(all.status, 0, "{}", all.stderr);
    assert!(
        all.stdout.contains("Kept templates/weekly.md.j2"),
        "{}",
        all.stdout
    );
    assert!(desk.path().join("templates/prompts/story.j2").is_file());
    assert_eq!(
        fs::read_to_string(&own).unwrap(),
        "{{ front_matter }}\n\n{{ summary }}\n"
    );
    let shown = run(&mut templates(&desk, &["show", "weekly.md.j2"])).stdout;
    assert_eq!(shown, "{{ front_matter }}\n\n{{ summary }}\n");
    let shown = run(&mut templates(&desk, &["show", "weekly.md.j2", "--built-in"])).stdout;
    assert_eq!(shown, built_in);
    run(&mut templates(&desk, &["eject", "weekly.md.j2", "--force"]));
    assert_eq!(fs::read_to_string(&own).unwrap(), built_in);
}

#[test]
fn a_template_that_is_none_is_refused_with_the_one_that_was_meant() {
    let desk = Desk::new();
    let finished = run(&mut templates(&desk, &["show", "weekly.md"]));
    assert_eq!(finished.status, 2);
    assert!(
        finished.stderr.contains("did you mean `weekly.md.j2`?"),
        "{}",
        finished.stderr
    );
}

#[test]
fn check_shows_every_problem_with_its_line() {
    let desk = Desk::new();
    let folder = desk.path().join("templates");
    fs::create_dir_all(folder.join("prompts")).unwrap();
    fs::write(
        folder.join("weekly.md.j2"),
        "{{ front_matter }}\n\n{{ sumary }}\n{{ title | uper }}\n",
    )
    .unwrap();
    fs::write(folder.join("prompts/story.j2"), "Tell {{ fcats }}\n").unwrap();
    fs::write(folder.join("montly.md.j2"), "").unwrap();
    let finished = run(&mut templates(&desk, &["check"]));
    assert_eq!(finished.status, 1, "{}", finished.stderr);
    for expected in [
        "error: there is no variable `sumary`\n --> templates/weekly.md.j2:3:4\n  |\n3 | {{ sumary }}\n  |    ^^^^^^\n  = help: did you mean `summary`?\n",
        "templates/weekly.md.j2:4:12",
        "templates/prompts/story.j2:1:9",
        "--> templates/montly.md.j2\n  = help: did you mean `monthly.md.j2`?",
        "4 problems in 2 templates of yours",
    ] {
        assert!(
            finished.stderr.contains(expected),
            "{expected}\n{}",
            finished.stderr
        );
    }
    let one = run(&mut templates(&desk, &["check", "templates/prompts/story.j2"]));
    assert!(one.stderr.contains("1 problem in 1 template"), "{}", one.stderr);
    assert!(!one.stderr.contains("weekly"), "{}", one.stderr);
}

#[test]
fn a_broken_template_is_named_by_the_run_and_what_was_made_before_stays() {
    let (desk, repository) = (Desk::new(), busy_repository("parser"));
    desk.report("weekly", "2025-W46", &[repository.path()]);
    let before = desk.document("weekly/2025-W46.md");
    let folder = desk.path().join("templates");
    fs::create_dir(&folder).unwrap();

    fs::write(
        folder.join("weekly.md.j2"),
        "{{ front_matter }}\n\n{{ sumary }}\n",
    )
    .unwrap();
    let broken = run(&mut desk.run_command("weekly", "2025-W46", &[repository.path()]));
    assert_eq!(broken.status, 1, "{}", broken.stdout);
    assert!(
        broken
            .stdout
            .contains("weekly.md.j2:3:4: there is no variable `sumary`; did you mean `summary`?"),
        "{}\n{}",
        broken.stdout,
        broken.stderr
    );
    assert_eq!(desk.document("weekly/2025-W46.md"), before);

    let text =
        "{% extends 'builtin/weekly.md.j2' %}\n{% block people %}<script>alert(1)</script>{% endblock %}\n";
    fs::write(folder.join("weekly.md.j2"), text).unwrap();
    let hostile = run(&mut desk.run_command("weekly", "2025-W46", &[repository.path()]));
    assert_ne!(hostile.status, 0, "{}", hostile.stdout);
    let gate = json(&hostile)["gates"].to_string();
    assert!(gate.contains("templates/weekly.md.j2: raw HTML"), "{gate}");
    assert_eq!(desk.document("weekly/2025-W46.md"), before);

    let text = "{% extends 'builtin/weekly.md.j2' %}\n{% block people %}{% endblock %}\n";
    fs::write(folder.join("weekly.md.j2"), text).unwrap();
    desk.report("weekly", "2025-W46", &[repository.path()]);
    let own = desk.document("weekly/2025-W46.md");
    assert!(
        before.contains("## People") && !own.contains("## People"),
        "{own}"
    );
}

#[test]
fn the_schema_documents_every_template() {
    let desk = Desk::new();
    let schema = json(&run(desk.sparky().args(["schema", "template-context"])));
    let entries = json(&run(&mut templates(&desk, &["list", "--json"])));
    let names: Vec<_> = entries
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["name"].as_str().unwrap())
        .collect();
    for name in &names {
        assert!(schema["properties"][name].is_object(), "{name}");
    }
    let text = schema.to_string();
    assert!(
        text.contains("The period in a paragraph.") && text.contains("The facts, fenced."),
        "{text}"
    );
}
