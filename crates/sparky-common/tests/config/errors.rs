//! How problems read. Each snapshot is what a user sees on the terminal.

use insta::assert_snapshot;

use crate::world::World;

fn file(text: &str) -> String {
    World::new().with("sparky.toml", text).problems()
}

#[test]
fn unknown_keys_and_sections_get_the_nearest_known_one() {
    assert_snapshot!(file(
        "parallel = 8\ncolour = true\n\n[collector]\nparalel = 8\nkey_file = 3\n\n[orchestra]\nattempts = 2\n\n[weather]\n"
    ));
}

#[test]
fn wrong_types_and_numbers_out_of_range_name_what_is_asked_for() {
    assert_snapshot!(file(
        "[collector]\nparallel = \"many\"\nrepositories = \"one\"\npast_periods = 99999999999999999999\nbots = [1]\n\n\
         [orchestrator]\nattempts = 0\nmin_coverage = 1.5\napproval = 2026-11-20\n\n[telemetry]\nformat = \"jsn\"\n\n\
         [http]\nlisten = {}\n"
    ));
}

#[test]
fn values_that_break_the_rule_of_their_option_are_explained() {
    assert_snapshot!(file(
        "[organisation]\ntime_zone = \"Europe/Berln\"\n\n[llm]\nmodel = \"olama:qwen2.5-coder:1.5b\"\n\n\
         [generator]\ndaily_words = [300, 200]\nweekly_words = [800]\n\n[bus]\ncommands = \"localhost:5555\"\n\n\
         [http]\nlisten = \"8080\"\n\n[telemetry]\nlog = \"inof\"\n"
    ));
}

#[test]
fn patterns_hosts_and_urls_are_checked() {
    assert_snapshot!(file(
        "[collector]\ninclude = [\"acme/*\", \"a[\"]\nexclude = [\"{a,b\"]\n\n\
         [github]\nhost = \"https://github.com\"\napi_url = \"http://api.example.org\"\ngit_url = \"/srv/git\"\n"
    ));
    assert_snapshot!(file(
        "[github]\nhost = \"ghe.example.org:8443\"\napi_url = \"https://me@ghe.example.org\"\ngit_url = \"file:///srv\"\n"
    ));
}

#[test]
fn destinations_are_checked_one_by_one() {
    assert_snapshot!(file(
        "[[publisher.destinations]]\nname = \"docs\"\nlayout = \"quarz\"\nrepository = \"../docs\"\n\n\
         [[publisher.destinations]]\nname = \"docs\"\nlayout = \"git\"\nrepository = \"\"\npath = \"../up\"\npsuh = false\n\n\
         [[publisher.destinations]]\nname = \"a/b\"\nlayout = \"git\"\nauthor_name = \"<>\"\n"
    ));
}

#[test]
fn syntax_errors_and_duplicate_keys_stand_beside_other_problems() {
    assert_snapshot!(file(
        "[collector]\nparallel = 4\nparallel = 5\npast_periods = = 2\n\n[llm]\nmodel = none\n\n[http]\nlisten = \"nowhere\"\n\n\
         [llm]\nmodel = \"none\"\n"
    ));
}

#[test]
fn an_open_bracket_is_one_problem() {
    assert_snapshot!(file(
        "[collector]\nparallel = 0\nurls = [\n  \"a\",\npast_periods = 2\n\n[llm]\nmodel = \"none\"\n"
    ));
    assert_snapshot!(file(
        "http = { listen = \"127.0.0.1:1\"\n[llm]\nmodel = \"none\"\n"
    ));
}

#[test]
fn variables_and_flags_are_named_instead_of_a_line() {
    let world = World::new()
        .set("SPARKY_COLLECTOR__PARALLEL", "many")
        .set("SPARKY_COLLECTOR__PARALEL", "4")
        .set("SPARKY_HTTP_LISTEN", "127.0.0.1:1")
        .set("SPARKY_WEATHER__TODAY", "rain")
        .set("SPARKY_PUBLISHER__DESTINATIONS", "[{name = ]")
        .flag("organisation.time_zone", "Mars/Olympus", "--time-zone")
        .flag("storage.datadir", "/data", "--data-dir");
    assert_snapshot!(world.problems());
}

#[test]
fn all_layers_are_reported_at_once_even_where_a_later_one_wins() {
    let world = World::new()
        .with("sparky.toml", "[collector]\nparallel = 0\n")
        .with(
            "production.toml",
            "[collector]\nparallel = 1000\n\n[bus]\nkey_file = \"absent.key\"\n",
        )
        .set("SPARKY_ENV", "production")
        .set("SPARKY_COLLECTOR__PARALLEL", "4")
        .flag("llm.model", "gpt", "--model");
    assert_snapshot!(world.problems());
}

#[test]
fn files_that_cannot_be_read_are_named_with_what_asked_for_them() {
    let by_flag = World::new().config("absent.toml").problems();
    let by_variable = World::new().set("SPARKY_CONFIG", "absent.toml").problems();
    let environment = World::new().set("SPARKY_ENV", "production").problems();
    let escaping = World::new().set("SPARKY_ENV", "../secrets").problems();
    assert_snapshot!([by_flag, by_variable, environment, escaping].join("\n\n"));
}

#[test]
fn without_a_home_the_data_folder_must_be_named() {
    assert_snapshot!(World::new().set("HOME", "").problems());
}

#[test]
fn control_characters_never_reach_the_terminal() {
    let problems = World::new()
        .with(
            "sparky.toml",
            "\"\\u001b[31mred\" = 1\n[llm]\nmodel = \"\u{9b}31m\"\n",
        )
        .set("SPARKY_\u{1b}__X", "1")
        .problems();
    let raw: Vec<char> = problems
        .chars()
        .filter(|c| c.is_control() && *c != '\n')
        .collect();
    assert!(raw.is_empty(), "{raw:?} in {problems}");
}
