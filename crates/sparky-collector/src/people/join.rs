//! Joins identities to persons and puts the persons into the activities.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sparky_common::model::{Person, PersonId, RepositoryActivity, Sha256};

use super::{Account, Bots, Identity};

/// How many hexadecimal digits a person's id has.
const ID_DIGITS: usize = 16;

/// Who stands behind the keys by which activities name identities.
#[derive(Debug)]
pub(crate) struct Roster(HashMap<String, PersonId>);

/// Joins identities, each with how many commits it wrote, to persons by id.
///
/// Identities are one person where they share an address or an account (`accounts` says which addresses have one), and where a noreply address goes by the name
/// of exactly one person with a real address. Names alone join nobody else: two people may have the same.
pub(crate) fn join(
    written: impl IntoIterator<Item = (Identity, usize)>,
    accounts: &[Account],
    bots: &Bots,
) -> (Vec<Person>, Roster) {
    let mut identities: BTreeMap<Identity, usize> = BTreeMap::new();
    let known = accounts.iter().map(|account| (account.identity.clone(), 0));
    for (identity, commits) in written.into_iter().chain(known) {
        *identities.entry(identity).or_default() += commits;
    }
    let groups = groups(identities.keys().cloned().collect(), &logins(accounts));
    let mut ids = HashMap::new();
    let mut people = BTreeMap::new();
    for group in groups {
        let person = person(&group, &identities, bots);
        ids.extend(group.iter().map(|identity| (identity.key(), person.id.clone())));
        people.insert(person.id.clone(), person);
    }
    (people.into_values().collect(), Roster(ids))
}

/// Marks of accounts by the addresses they are credited for.
type Logins = HashMap<String, String>;

fn logins(accounts: &[Account]) -> Logins {
    let mark = |account: &Account| {
        let login = account.identity.login()?.to_lowercase();
        Some((account.email.to_lowercase(), format!("login:{login}")))
    };
    accounts.iter().filter_map(mark).collect()
}

/// Sorts identities into persons.
fn groups(identities: BTreeSet<Identity>, logins: &Logins) -> Vec<Vec<Identity>> {
    let mut group_of_mark: HashMap<String, usize> = HashMap::new();
    let mut groups: Vec<Vec<Identity>> = Vec::new();
    for identity in identities {
        let mut marks = marks(&identity);
        marks.extend(logins.get(&identity.email.to_lowercase()).cloned());
        let mut known: Vec<usize> = marks
            .iter()
            .filter_map(|mark| group_of_mark.get(mark).copied())
            .collect();
        known.sort_unstable();
        known.dedup();
        let home = known.first().copied().unwrap_or_else(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        for other in known.into_iter().skip(1) {
            let moved = std::mem::take(&mut groups[other]);
            groups[home].extend(moved);
            group_of_mark
                .values_mut()
                .filter(|group| **group == other)
                .for_each(|group| *group = home);
        }
        groups[home].push(identity);
        group_of_mark.extend(marks.into_iter().map(|mark| (mark, home)));
    }
    groups.retain(|group| !group.is_empty());
    adopt_noreply(groups)
}

/// Noreply addresses are second addresses by nature: a group that has no other joins the one person of its name.
fn adopt_noreply(groups: Vec<Vec<Identity>>) -> Vec<Vec<Identity>> {
    let is_noreply = |group: &Vec<Identity>| group.iter().all(|identity| identity.login().is_some());
    let (noreply, mut people): (Vec<_>, Vec<_>) = groups.into_iter().partition(is_noreply);
    let mut unclaimed = Vec::new();
    for group in noreply {
        let has_name = |person: &Vec<Identity>| {
            person.iter().any(|known| {
                known.login().is_none()
                    && group
                        .iter()
                        .any(|identity| same_name(&identity.name, &known.name))
            })
        };
        let namesakes: Vec<_> = (0..people.len())
            .filter(|index| has_name(&people[*index]))
            .collect();
        match namesakes[..] {
            [only] => people[only].extend(group),
            _ => unclaimed.push(group),
        }
    }
    people.extend(unclaimed);
    people
}

fn same_name(a: &str, b: &str) -> bool {
    !a.is_empty() && a.to_lowercase() == b.to_lowercase()
}

/// What an identity shares with others of the same person. Without an address only the name is left.
fn marks(identity: &Identity) -> Vec<String> {
    let login = identity
        .login()
        .map(|login| format!("login:{}", login.to_lowercase()));
    let email = match identity.email.as_str() {
        "" => format!("name:{}", identity.name),
        email => format!("email:{}", email.to_lowercase()),
    };
    login.into_iter().chain([email]).collect()
}

fn person(group: &[Identity], written: &BTreeMap<Identity, usize>, bots: &Bots) -> Person {
    // The least mark names the person whatever order the identities came in.
    let mark = group.iter().flat_map(marks).min().unwrap_or_default();
    // The name that a person uses most is the name to show.
    let weight = |identity: &&Identity| {
        let count = written.get(*identity).copied().unwrap_or(0);
        (
            !identity.name.is_empty(),
            count,
            std::cmp::Reverse(identity.name.clone()),
        )
    };
    let login = group
        .iter()
        .filter_map(Identity::login)
        .min()
        .map(ToOwned::to_owned);
    let name = group
        .iter()
        .max_by_key(weight)
        .map(|identity| identity.name.clone())
        .unwrap_or_default();
    Person {
        id: Sha256::of(mark.as_bytes()).as_str()[..ID_DIGITS].to_owned(),
        name: if name.is_empty() {
            login.clone().unwrap_or_else(|| "unknown".into())
        } else {
            name
        },
        login,
        bot: group.iter().any(|identity| bots.is_bot(identity)),
    }
}

impl Roster {
    /// Replaces the keys of identities in an activity by persons.
    pub(crate) fn name(&self, activity: &mut RepositoryActivity) {
        let put = |key: &mut PersonId| {
            if let Some(id) = self.0.get(key) {
                key.clone_from(id);
            }
        };
        for commit in &mut activity.commits {
            put(&mut commit.author);
            put(&mut commit.committer);
            commit.co_authors.iter_mut().for_each(put);
            let author = &commit.author;
            let mut seen = BTreeSet::new();
            commit
                .co_authors
                .retain(|id| id != author && seen.insert(id.clone()));
        }
        activity
            .releases
            .iter_mut()
            .filter_map(|release| release.author.as_mut())
            .for_each(put);
        for past in &mut activity.past {
            past.authors.iter_mut().for_each(put);
            past.authors.sort_unstable();
            past.authors.dedup();
        }
        for request in &mut activity.pull_requests {
            let reviewers = request.reviews.iter_mut().map(|review| &mut review.reviewer);
            let commenters = request.comments.iter_mut().map(|comment| &mut comment.author);
            let named = reviewers.chain(commenters).chain([&mut request.author]);
            named.flatten().for_each(put);
        }
        for issue in &mut activity.issues {
            let commenters = issue.comments.iter_mut().map(|comment| &mut comment.author);
            commenters.chain([&mut issue.author]).flatten().for_each(put);
        }
        let open = activity
            .open_pull_requests
            .iter_mut()
            .chain(&mut activity.open_issues);
        open.filter_map(|item| item.author.as_mut()).for_each(put);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(name: &str, email: &str) -> Identity {
        Identity {
            name: name.into(),
            email: email.into(),
        }
    }

    fn people(identities: &[(&str, &str)]) -> Vec<Person> {
        let identities = identities.iter().map(|(name, email)| identity(name, email));
        let written = identities.map(|identity| (identity, 1));
        join(written, &[], &Bots::new(&[]).unwrap()).0
    }

    #[test]
    fn addresses_and_accounts_join_and_names_do_not() {
        let joined = people(&[
            ("Ada", "ada@example.org"),
            ("ada l", "ADA@example.org"),
            ("Ada", "ada@elsewhere.org"),
            ("Octo", "1+octo@users.noreply.github.com"),
            ("octopus", "octo@users.noreply.github.com"),
        ]);
        assert_eq!(joined.len(), 3);
        let logins: Vec<_> = joined
            .iter()
            .filter_map(|person| person.login.as_deref())
            .collect();
        assert_eq!(logins, ["octo"]);
        assert!(
            joined
                .iter()
                .all(|person| person.id.len() == ID_DIGITS && !person.name.contains('@'))
        );
    }

    #[test]
    fn a_noreply_address_joins_the_only_person_of_its_name() {
        let noreply = ("Ada Lovelace", "1+ada@users.noreply.github.com");
        let joined = people(&[noreply, ("ada lovelace", "ada@example.org")]);
        assert_eq!(
            joined
                .iter()
                .map(|person| person.login.as_deref())
                .collect::<Vec<_>>(),
            [Some("ada")]
        );
        let namesakes = [
            noreply,
            ("Ada Lovelace", "ada@example.org"),
            ("Ada Lovelace", "ada@elsewhere.org"),
        ];
        assert_eq!(people(&namesakes).len(), 3);
    }

    #[test]
    fn a_late_link_joins_two_groups() {
        // `1+ada` comes first and last in the order; the middle one shares an address with nobody.
        let group = groups(
            BTreeSet::from([
                identity("a", "1+ada@users.noreply.github.com"),
                identity("b", "ada@users.noreply.github.com"),
                identity("c", "other@example.org"),
            ]),
            &Logins::new(),
        );
        assert_eq!(group.len(), 2);
    }

    #[test]
    fn the_nameless_get_a_name() {
        assert_eq!(people(&[("", "")])[0].name, "unknown");
        assert_eq!(people(&[("", "7+ada@users.noreply.github.com")])[0].name, "ada");
    }
}
