//! Request and response bodies of `/api`: what the app, the tests, a command line and companies speak. Keys that a body
//! does not know are refused.

mod log;
mod method;
mod problem;
mod profile;
mod pulls;
mod session;
mod vault;

pub use self::{
    log::{LOG_PAGE, LogPage, LogQuery},
    method::{
        AddPasskey, DeleteRequest, Deletion, MethodTag, NewEpoch, SessionList, SessionRecord,
    },
    problem::{Code, Problem},
    profile::{
        Answer, GrantAnswer, GrantState, GrantSummary, KeySet, PermissionSummary, ProfileQuery,
        PublishedKey,
    },
    pulls::{MOST_PULLS, PullAnswer, PullAnswers, PullItem, PullRequest, SealedAnswer},
    session::{
        CreationOptions, Credential, KitChallenge, KitConfirmed, KitProof, KitSignIn,
        NewCredential, NewKit, NewPasskey, RequestOptions, SessionInfo, Setup, SignUp, SignUpOffer,
        SignUpStart,
    },
    vault::{
        Brake, EndNotice, GrantRecord, ItemRecord, ManifestPage, MethodRecord, PauseRequest, Save,
        SaveBundle, SaveGrant, Saved, Stopped, TokenRecord, VaultRecord,
    },
};
