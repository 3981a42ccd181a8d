//! Examples shown by `--help`.

pub(super) const TOP: &str = "\
Examples:
  sparky demo                                    a report about the repository you stand in
  sparky run weekly --repos ~/src                last week in every repository below a folder
  sparky run daily --period 2025-11-12 --repo .  one day of one repository
  sparky verify reports/weekly/2025-W46.md       is every number and name still supported?

Exit status: 0 succeeded, 1 failed, 2 usage or configuration, 3 partial, 4 held for approval, 130 interrupted";

pub(super) const RUN: &str = "\
Examples:
  sparky run weekly                              last week, sources from sparky.toml or the repository you stand in
  sparky run monthly --period 2025-11 --repos ~/src --out reports
  sparky run daily --repo https://github.com/BurntSushi/ripgrep --json
  sparky run weekly --org raibid-labs            a whole GitHub organisation (GITHUB_TOKEN, or the login of gh)
  sparky run weekly --publish --dry-run          show exactly what would be committed where
  sparky run daily --publish=configured          publish if a destination is configured, as scheduled runs do
  sparky run weekly --connect tcp://sparky:5555  let a running fleet do it (needs the fleet's key: SPARKY_BUS__KEY)

Exit status: 0 succeeded, 1 failed, 2 usage or configuration, 3 partial, 4 held for approval, 130 interrupted";

pub(super) const DEMO: &str = "\
Examples:
  sparky demo                                    the latest week in which something happened here
  sparky demo --repo ../a --repo ../b            several repositories together";

pub(super) const PHASE: &str = "\
Examples:
  sparky collect weekly --period 2025-W46 --repo .
  sparky analyze weekly --period 2025-W46
  sparky generate weekly --period 2025-W46
  sparky publish weekly --period 2025-W46";

pub(super) const SCHEMA: &str = "\
Examples:
  sparky schema insights                         what analyze makes
  sparky schema template-context | jq '.properties.\"weekly.md.j2\"'";
