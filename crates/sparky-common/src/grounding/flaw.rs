//! Why a sentence is not held by its facts, in words that can be sent back to whoever wrote it.

use thiserror::Error;

/// One thing that is wrong with a sentence.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Error)]
pub enum Flaw {
    /// It cites nothing, or what is not in the sheet.
    #[error("{0} is not a fact of the sheet; cite ids such as f1")]
    UnknownFact(String),
    /// It rests on nothing.
    #[error("the sentence rests on nothing: cite the facts it tells and name what they are about")]
    NoEvidence,
    /// It is empty, too long, not one sentence, or does not end in a full stop.
    #[error("{0}")]
    Form(String),
    /// Markup, a link, a mention, an emoji or an invisible character.
    #[error("`{0}` is markup, a link, a mention or a character that does not belong in plain prose")]
    Markup(String),
    /// A phrase that says nothing.
    #[error("`{0}` says nothing; leave it out")]
    EmptyPhrase(String),
    /// A number that the cited facts do not give, or give for something else.
    #[error("the number `{0}` is not in the cited facts with this noun; quote a number as a fact gives it")]
    Number(String),
    /// A number of things that does not fit its noun.
    #[error("`{0}`: the noun does not agree with the number")]
    Plural(String),
    /// A quantity that the facts do not decide.
    #[error("`{0}` is a quantity or comparison that the cited facts do not decide; leave it out")]
    Undecided(String),
    /// Somebody whom the facts do not name, or not for this.
    #[error("the cited facts do not say that {0} did this")]
    Person(String),
    /// A repository that the facts do not name, or not for this.
    #[error("the cited facts do not place this in {0}")]
    Repository(String),
    /// A pull request, issue, release, commit, path or name that the facts do not have here.
    #[error("`{0}` is not in the cited facts for what the sentence says")]
    Item(String),
    /// A day that the facts do not give for this.
    #[error("the cited facts do not date this `{0}`")]
    Date(String),
    /// A denial that the facts do not contain, or one of theirs left out.
    #[error("`{0}` turns what the cited facts say into its opposite")]
    Negation(String),
    /// A verb of another sort than the facts'.
    #[error("`{0}` is not what the cited facts say was done")]
    Verb(String),
    /// A word that is neither in the facts nor one of the plain words of reporting.
    #[error("`{0}` is not among the words of the cited facts; use their words and plain ones")]
    Invented(String),
    /// Words that stand together and come from different facts.
    #[error("no single fact has `{0}` together; tell each fact in a part of its own")]
    Mixed(String),
    /// Words of one fact in another order than its own, which may say another thing.
    #[error("`{0}` turns the words of its fact round; keep them in their order")]
    Order(String),
    /// Evidence of a stored sentence that is not in the snapshot or the insights.
    #[error("it rests on {0}, which is not there")]
    Missing(String),
    /// A part of a stored sentence that the check would show in another way.
    #[error("`{0}` is not what its facts show here")]
    Altered(String),
    /// A metric that a stored sentence rests on and does not quote.
    #[error("{0} is {1}, and the sentence does not say so")]
    Metric(String, u64),
}
