"""Addresses are nouns that a person can read. The apps are named here, not imported."""

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as keys
from django.db.transaction import non_atomic_requests
from django.urls import include, path, re_path, reverse_lazy

from commit_portal import views
from commit_portal.http.rate_limits import counted

# Only these of allauth's pages: nobody signs up, and an e-mail address is changed by the regional office.
accounts = [
    path("login/", account.login, name="account_login"),
    path("logout/", views.sign_out, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", views.ConfirmPassword.as_view(), name="account_reauthenticate"),
    path("signup/", account.signup, name="account_signup"),
    path("password/change/", account.password_change, name="account_change_password"),
    path(
        "password/reset/", counted("reset", {"POST"})(account.password_reset), name="account_reset_password"
    ),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    # What these say and mail, they say once their own transaction is committed.
    path("factors/", factors.index, name="mfa_index"),
    path("factors/sign-in/", factors.authenticate, name="mfa_authenticate"),
    path("factors/confirm/", factors.reauthenticate, name="mfa_reauthenticate"),
    path("factors/app/", non_atomic_requests(app.activate_totp), name="mfa_activate_totp"),
    path("factors/app/remove/", app.deactivate_totp, name="mfa_deactivate_totp"),
    path("factors/keys/new/", keys.add_webauthn, name="mfa_add_webauthn"),
    path("factors/keys/confirm/", views.ConfirmKey.as_view(), name="mfa_reauthenticate_webauthn"),
    path(
        "factors/keys/<int:pk>/remove/",
        keys.RemoveWebAuthnView.as_view(success_url=reverse_lazy("mfa_index")),
        name="mfa_remove_webauthn",
    ),
    path("factors/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "factors/codes/new/",
        non_atomic_requests(codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
]

# Where django-allauth looks for the page of its limits.
handler429 = "commit_portal.http.rate_limits.too_many"

urlpatterns = [
    path("health/", views.health, name="health"),
    path("door/", views.door, name="door"),
    path("policy-reports/", views.policy_report, name="policy_report"),
    path("accounts/", include(accounts)),
    path("plans/", include("spa.urls")),
    path("", include("workplans.urls")),
    path("", include("reporting.urls")),
]
