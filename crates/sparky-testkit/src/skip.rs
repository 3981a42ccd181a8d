//! Tests of what is not installed.

/// Says that the test is skipped because something is missing that `scripts/test/setup.sh` installs.
///
/// # Panics
/// Under `CI`, where nothing may be skipped: the setup ran before.
#[track_caller]
pub fn skip(missing: &str) {
    let says = format!("skipped: scripts/test/setup.sh installs {missing}");
    let in_ci = std::env::var("CI").is_ok_and(|ci| !matches!(ci.as_str(), "" | "0" | "false"));
    assert!(!in_ci, "not {says}");
    eprintln!("{says}");
}
