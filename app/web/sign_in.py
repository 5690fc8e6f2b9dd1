"""Who came, by the team's own provider (OpenID Connect), and the pages of those who may not act."""

import os
from datetime import UTC, datetime, timedelta

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

from app.web.guard import FAILED
from data.model.errors import InvalidValue
from data.model.language import phrase, tr

USUAL_H = 12
"""How long a sign-in holds [h] where `[peakshift] signed_in_hours` in the secrets says nothing:
a long shift. Streamlit alone would ask the provider again after 30 days."""

WHY_NOT = {
    "unreachable": (
        phrase(
            "The sign-in provider cannot be reached, or is not set up as this app expects. "
            "Try again in a minute; if it stays so, tell whoever runs PeakShift: the cause stands "
            "in its log."
        )
    ),
    "refused": (
        phrase(
            "The sign-in provider did not let you in. Ask whoever manages its accounts whether "
            "yours may use PeakShift."
        )
    ),
    "failed": (
        phrase(
            "The sign-in was not accepted: it was not meant for this app, has expired, or "
            "was begun elsewhere. Sign in again; if it stays so, tell whoever runs PeakShift: the "
            "cause stands in its log."
        )
    ),
}
"""What the guard found -> what people read."""


def signs_in() -> bool:
    """Whether people sign in at all: the secrets configure an OIDC provider."""
    try:
        return "auth" in st.secrets
    except StreamlitSecretNotFoundError:
        return False


def over_https() -> bool:
    """Whether the secrets say that people reach the app by https."""
    return signs_in() and str(st.secrets["auth"].get("redirect_uri", "")).startswith("https:")


def needed() -> bool:
    """Whether this session must sign in first."""
    return signs_in() and (not st.user.is_logged_in or _too_long_ago())


def refusal() -> str:
    """Why the account that signed in may not act here; empty where it may."""
    if not str(st.user.get("email") or "").strip():
        return tr(
            "Your sign-in provider tells PeakShift no e-mail address for this "
            "account, and every change is saved under one. Whoever manages the "
            "provider can allow the scope `email` for this app; or sign out and "
            "use another account."
        )
    # Some providers write it as a text; those that say nothing vouch for all their addresses.
    if str(st.user.get("email_verified", True)).lower() in ("false", "0", "no"):
        return tr(
            "Your sign-in provider has not confirmed that this account's e-mail "
            "address is yours, and every change is saved under it. Confirm the "
            "address with the provider, then sign out and in again."
        )
    return ""


def who() -> str:
    """The signed-in e-mail, else the name that `peakshift --as NAME ui` gave, else empty.

    Raises
    ------
    InvalidValue
        If the provider does not vouch for an e-mail: nothing may be done by nobody.
    """
    if not signs_in():
        return os.environ.get("PEAKSHIFT_USER", "")
    if why := refusal():
        raise InvalidValue(why)
    return str(st.user.get("email")).strip()


def let_in() -> bool:
    """Whether this session may see pages; else the page that says what to do is drawn."""
    if needed():
        _ask()
        return False
    if signs_in() and (why := refusal()):
        st.title("PeakShift")
        st.error(tr(why), icon=":material/person_off:")
        way_out()
        return False
    return True


def way_out() -> None:
    """The button that signs out."""
    st.button(tr("Sign out"), icon=":material/logout:", on_click=st.logout)


def _ask() -> None:
    """The page of people who have not signed in."""
    st.title("PeakShift")
    if why := WHY_NOT.get(st.query_params.get(FAILED, "")):
        st.error(tr(why), icon=":material/person_off:")
    elif st.user.is_logged_in:
        st.info(tr("Your sign-in is over: it holds for one shift. Sign in again."))
    st.write(tr("Forecasts, staffs and rosters your contact centre. Your team signs in first."))
    st.button(tr("Sign in"), type="primary", icon=":material/login:", on_click=st.login)


def _too_long_ago() -> bool:
    """Whether the provider vouched for this person longer ago than a shift."""
    since = st.user.get("iat")
    if not isinstance(since, int | float):
        return False
    hours = float(st.secrets.get("peakshift", {}).get("signed_in_hours", USUAL_H))
    return datetime.now(UTC) - datetime.fromtimestamp(since, UTC) > timedelta(hours=hours)
