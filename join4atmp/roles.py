"""Who may do what: the portal's roles are Django groups, and every page asks for permissions.

Members read what `visible_to` shows them and need no permission for it.
"""

VIEW_TRIALS = (
    "trials.view_trial",
    "trials.view_trialcountry",
    "trials.view_product",
    "trials.view_sponsor",
    "trials.view_registerrecord",
)
SYNCHRONISE = (
    "trials.start_syncrun",
    "trials.view_syncrun",
    "trials.view_recordproblem",
    "trials.view_publication",
    *(
        f"trials.{action}_{model}"
        for model in ("searchquery", "excludednumber", "canarytrial")
        for action in ("view", "add", "change", "delete")
    ),
    "trials.view_syncschedule",
    "trials.change_syncschedule",
)
PERMISSIONS = {
    "member": (),
    "coordinator": (),
    "curator": (*VIEW_TRIALS, *SYNCHRONISE),
    "reviewer": VIEW_TRIALS,
    "administrator": (
        *VIEW_TRIALS,
        *SYNCHRONISE,
        "auth.view_user",
        "auth.add_user",
        "auth.change_user",
        "auth.view_group",
    ),
}
