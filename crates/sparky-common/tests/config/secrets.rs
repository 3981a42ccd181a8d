//! Keys and tokens: where they are taken from, and that nothing ever shows them.

use secrecy::ExposeSecret;
use sparky_common::config::Loaded;

use crate::world::World;

const CANARY: &str = "canary-7f3a";

fn key(loaded: &Loaded) -> &str {
    loaded.config.bus.key.expose_secret()
}

#[test]
fn the_key_file_is_read_without_the_blanks_around_it() {
    let world = World::new()
        .with(
            "etc/sparky.toml",
            "[bus]\nkey = \"other\"\nkey_file = \"bus.key\"\n",
        )
        .with("etc/bus.key", "  from-file\n")
        .config("etc/sparky.toml");
    assert_eq!(key(&world.load()), "from-file");
    assert_eq!(
        world.load().origins["bus.key"].to_string(),
        "from etc/sparky.toml:3"
    );
}

#[test]
fn a_key_of_a_later_layer_wins_over_a_key_file() {
    let world = World::new()
        .with("sparky.toml", "[bus]\nkey_file = \"absent.key\"\n")
        .set("SPARKY_BUS__KEY", "from-variable");
    assert_eq!(key(&world.load()), "from-variable");
}

#[test]
fn a_key_file_without_a_key_is_refused() {
    let world = World::new()
        .with("sparky.toml", "[bus]\nkey_file = \"bus.key\"\n")
        .with("bus.key", "\n");
    insta::assert_snapshot!(world.problems());
}

#[test]
fn the_token_of_github_comes_from_where_others_put_it() {
    let token = |world: &World| world.load().config.github.token.expose_secret().to_owned();
    let world = World::new()
        .with("sparky.toml", "[github]\ntoken = \"a\"\n")
        .set("GITHUB_TOKEN", "b");
    assert_eq!(token(&world), "b");
    assert_eq!(token(&world.set("SPARKY_GITHUB__TOKEN", "c")), "c");
}

#[test]
fn what_is_in_force_is_shown_without_secrets() {
    let world = World::new()
        .with("sparky.toml", &format!("[bus]\nkey = \"{CANARY}\"\n"))
        .set("GITHUB_TOKEN", CANARY)
        .set(
            "SPARKY_COLLECTOR__URLS",
            &format!("ssh://{CANARY}@example.org/a.git"),
        );
    let shown = world.load().show();
    assert!(!shown.contains(CANARY), "{shown}");
    assert!(
        shown.contains("key = \"[secret]\" # from sparky.toml:2"),
        "{shown}"
    );
    assert!(shown.contains("ssh://[secret]@example.org/a.git"), "{shown}");
}

#[test]
fn passwords_and_tokens_in_urls_are_refused_and_not_repeated() {
    let worlds = |login: &str| {
        let url = format!("https://{login}@example.org/a.git");
        let urls = format!("[collector]\nurls = [\"{url}\"]\n");
        let destination =
            format!("[[publisher.destinations]]\nname=\"d\"\nlayout=\"git\"\nrepository = \"{url}\"\n");
        [
            World::new().set("SPARKY_COLLECTOR__URLS", &url),
            World::new().with("sparky.toml", &urls),
            World::new().with("sparky.toml", &destination),
        ]
    };
    // A user name alone may be a token.
    for world in [format!("me:{CANARY}"), CANARY.to_owned()]
        .iter()
        .flat_map(|login| worlds(login))
    {
        let problems = world.problems();
        assert!(
            problems.contains("a password or token in a URL is not taken"),
            "{problems}"
        );
        assert!(problems.contains("credential helper"), "{problems}");
        assert!(!problems.contains(CANARY), "{problems}");
    }
}

#[test]
fn what_others_left_empty_is_unset() {
    let world = World::new()
        .with(
            "sparky.toml",
            "[github]\nhost = \"ghe.example.org\"\ntoken = \"a\"\n",
        )
        .set("GH_HOST", "")
        .set("GITHUB_TOKEN", "");
    let config = world.load().config;
    assert_eq!(config.github.host, "ghe.example.org");
    assert_eq!(config.github.token.expose_secret(), "a");
}

#[test]
fn debug_texts_hold_no_secret() {
    let world = World::new()
        .set("GITHUB_TOKEN", CANARY)
        .set("SPARKY_BUS__KEY", CANARY);
    let debug = format!("{:?} {:?}", world.options(), world.load());
    assert!(!debug.contains(CANARY), "{debug}");
}

#[test]
fn problems_never_show_a_secret() {
    let broken = [
        format!("[bus]\nkeyy = \"{CANARY}\"\n"),
        format!("[bus]\nkey = [\"{CANARY}\"]\n"),
        format!("[bus]\nkey = \"{CANARY}\n"),
        format!("[bus]\nkey = {CANARY}\n"),
        format!("bus = {{ key = \"{CANARY}\", commands = \"x\" }}\n"),
        format!("bus.key = \"{CANARY}\" \"\n"),
        format!("[bus]\nkey = \"{CANARY}\"\nkey = \"{CANARY}\"\n"),
        format!("[vault]\ntoken = [{{ a = \"{CANARY}\" }}]\n"),
        format!(
            "[[publisher.destinations]]\nname=\"d\"\nlayout=1\nrepository = \"https://me:{CANARY}@h/x\"\npush = 1\n"
        ),
        format!("collector = {{ urls = [\"https://me:{CANARY}@h/x\"], parallel = 0 }}\n"),
    ];
    for text in broken {
        let problems = World::new().with("sparky.toml", &text).problems();
        assert!(!problems.contains(CANARY), "{text}\n{problems}");
    }
    for (name, value) in [
        ("SPARKY_BUS__KEYY", CANARY),
        ("SPARKY_PUBLISHER__DESTINATIONS", CANARY),
    ] {
        let problems = World::new().set(name, value).problems();
        assert!(!problems.contains(CANARY), "{problems}");
    }
}
