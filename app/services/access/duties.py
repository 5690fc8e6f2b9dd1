"""The one table of who may do what: every use case belongs to a duty, every duty to roles.

To add a use case: its function bears `@asked` (or `@change`, if it writes), and its name stands in
the row of its duty below. `tests/house/test_every_verb_is_asked.py` finds those that do not.
"""

from collections.abc import Callable
from dataclasses import dataclass

from data.model.language import tr
from data.model.users import (
    ADMINISTRATOR,
    AGENT,
    AUDITOR,
    COMPLAINTS,
    DUTY,
    FLOOR_MANAGER,
    MACHINE,
    PLANNER,
    PUBLISHER,
    QUALITY,
    ROLES,
    TEAM_LEADER,
)


@dataclass(frozen=True)
class Duty:
    """Something that roles may do, and the use cases that do it.

    Parameters
    ----------
    what
        Says it after "may not", in the language in use.
    shared
        Whether a role that is held for some teams only, or for oneself, has it too: what is read
        is of nobody in particular, or narrowed to one's people.
    reads
        Whether it changes nothing.
    """

    name: str
    what: Callable[[], str]
    roles: tuple[str, ...]
    verbs: tuple[str, ...] = ()
    shared: bool = False
    reads: bool = False


_FLOOR = (FLOOR_MANAGER, DUTY)
_PLAN = (PLANNER, PUBLISHER)
_SEE = (TEAM_LEADER, *_FLOOR, *_PLAN, AUDITOR)

DUTIES = (
    # --- reading ------------------------------------------------------------------------------
    Duty("see_centre", lambda: tr("see the centre's settings"), ROLES, (
        "centre_of", "today_of", "local_time", "on_clock", "queues_of",
        "planning_of", "special_days_of", "groups_of",
        "activity_orders_of", "orders_named", "shrinkages_of", "rules_of",
        "myself", "agent_myself", "roles_table",
        "templates_today", "hour_cents_of", "quiet_hours_of",
        "waits_until",
    ), shared=True, reads=True),
    Duty("own_language", lambda: tr("choose a language"), ROLES, (
        "language_of", "set_language",
    ), shared=True),
    Duty("see_figures", lambda: tr("see history, forecasts and staffing"),
         (*_SEE, QUALITY, COMPLAINTS, MACHINE, ADMINISTRATOR), (
        "history_of", "queue_facts", "gaps_of", "file_layouts_of", "older_values",
        "rows_set_aside", "flags_of", "tags_of", "nights",
        "where_things_stand", "forecast_named", "forecast_of_group", "spans_of", "early_warnings",
        "rest_of_day", "day_feed_of", "queue_states_at", "queue_states_of_day", "feed_freshness",
        "learnt_of", "saved_learnt", "so_far_of", "rest_versions", "rest_scores", "whole_days_of",
        "accuracy_of", "score_day", "forecast_before", "value_of_adjustments", "with_adjustments",
        "new_version_id",
        "backtest_queues", "newest_forecasts", "explain_requirement", "promised",
        "requirement_for", "conditions_of", "conditions_from", "behaviours_of",
        "forecasts_behind", "skill_mix_of", "requirement_warnings", "compare_requirements",
        "what_if", "past_storms", "storms_of", "storm_named", "playbook_of", "surges_now",
        "level_now",
        "storm_in_figures", "storms_seen", "shares_of", "counts_in", "local_hours", "hourly_of",
        "past_hours", "standby_used", "report_file", "storm_report", "replay_storm", "results_of",
    ), shared=True, reads=True),
    Duty("see_rosters", lambda: tr("see rosters"), (*_SEE, MACHINE), (
        "problem_for", "ledger_before", "check_roster", "check_saved", "check_file",
        "compare_rosters", "judged_now", "problem_now", "asked_from", "earliest_on",
        "bounded", "fairness_of", "ledger_today",
        "listed_rosters", "locked_cells_of", "refuse_locked_since", "roster_asked_about",
        "plan_of", "in_force_on", "as_planned", "as_in_force",
        "lineage", "line_of", "as_built", "scored",
        "roster_certificate",
        "rebuild_proof", "verify_bound",
        "current_version", "changes_since_published", "undone_by", "publication_of", "hand_cells",
        "no_prices_of", "simulate_saved", "simulated", "certificate_of", "states_of",
        "distances_of", "orders_behind", "floor_of_days", "floor_of_draft", "days_on_floor",
        "by_newest_requirement", "wished_before", "wishes_of_roster",
        "alone_refusal", "approvals_of", "day_at_hand", "proposal_named", "day_log", "waiting_of",
        "outcomes_of", "shift_log", "shift_log_csv", "overflows_of", "aims_of", "night_proposal",
        "moved_days",
        "missing_now", "status_now", "needed_now", "status_of_day", "service_ahead", "need_again",
        "conditions_today",
        "day_now", "day_summary", "findings_of", "watch_of", "alerts_of", "said_of",
        "alert_settings_of", "can_write_to_people", "swaps_told", "seen_by",
    ), shared=True, reads=True),
    Duty("try_plans", lambda: tr("work out other plans"), (*_FLOOR, *_PLAN, AUDITOR), (
        "place_in_roster", "place_backlog_of", "repair_edits", "reroster_saved", "replace_agent",
        "who_could_swap", "if_away",
        "sensitivity_of_roster", "templates_for", "case_of", "solve_days", "plan_roster_seats",
        "propose_actions", "effects_of_some", "seats_lacking_after", "effects_by_queue",
        "over_aims", "calm_shares", "calm_said", "needed_said", "values_of_agents", "played",
        "plan_storm", "storm_people", "usual_of", "hours_over",
    ), reads=True),
    Duty("see_people", lambda: tr("see wishes and leave"), (AGENT, *_SEE), (
        "wishes_kept", "wishes_about", "leave_kept", "leave_balances", "leave_balance",
        "days_away", "leave_doubts", "swaps_of",
    ), reads=True),
    Duty("own_shifts", lambda: tr("see somebody's shifts"), (AGENT, *_SEE, MACHINE), (
        "shifts_of_agent", "calendar_of_agent", "feed_tag", "has_confirmed",
    ), reads=True),
    Duty("confirm", lambda: tr("confirm one's shifts and set one's quiet hours"),
         (AGENT, TEAM_LEADER, PLANNER), (
        "confirm_shifts", "set_own_quiet_hours",
    )),
    Duty("see_floor", lambda: tr("see what agents do during the day"), (*_SEE, MACHINE), (
        "agent_states_of_day",
    ), reads=True),
    Duty("export", lambda: tr("take rosters and hours out as files"),
         (*_PLAN, AUDITOR, MACHINE), ("export_roster", "payroll_of"), reads=True),
    Duty("jobs", lambda: tr("see and stop jobs"), ROLES, (
        "start_job", "jobs_seen", "job_seen", "stop_job", "job_answer", "dismiss_job",
    ), shared=True, reads=True),
    Duty("see_trail", lambda: tr("read the audit trail"), (AUDITOR, *_PLAN, ADMINISTRATOR), (
        "verify_trail", "trail_head", "trail_state", "nightly_check",
    ), reads=True),
    # --- people -------------------------------------------------------------------------------
    Duty("wish", lambda: tr("change wishes"), (AGENT, TEAM_LEADER, PLANNER), (
        "add_wish", "remove_wishes",
    )),
    Duty("swap", lambda: tr("ask for swaps and answer to them"), (AGENT, TEAM_LEADER, PLANNER), (
        "swap_partners", "ask_swap", "withdraw_swap", "agree_swap", "decline_swap",
        "day_of_swap", "day_as_asked", "refuse_begun",
    )),
    Duty("decide_swaps", lambda: tr("approve or refuse swaps"), (*_FLOOR, PUBLISHER), (
        "approve_swap", "refuse_swap", "swap_consequence", "swap_named",
        "note_swap",
    )),
    Duty("leave", lambda: tr("enter leave or take it back"), (TEAM_LEADER, PLANNER), (
        "add_leave", "remove_leave",
    )),
    Duty("absence", lambda: tr("put people down as absent"), (TEAM_LEADER, *_FLOOR, PLANNER), (
        "record_absences",
    )),
    Duty("staff", lambda: tr("change the staff"), (PLANNER,), (
        "replace_staff", "import_staff", "preview_staff", "refuse_strange_skills", "add_agent",
        "change_agent", "change_agents", "remove_agents", "set_availability", "set_contract",
        "remove_contract",
    )),
    # --- the day and its roster -----------------------------------------------------------------
    Duty("propose_edits", lambda: tr("edit rosters"), (TEAM_LEADER, *_FLOOR, PLANNER), (
        "consequence", "save_edit", "save_agreed", "swap_edits", "save_swap",
    )),
    Duty("order_activities", lambda: tr("order training and coaching"), (TEAM_LEADER, PLANNER), (
        "add_activity_order", "remove_activity_order", "order_coaching",
    )),
    Duty("reroster", lambda: tr("replace people and re-plan the day"), (*_FLOOR, PLANNER), (
        "save_rerostered", "take_over",
    )),
    Duty("alerts", lambda: tr("take alerts on"), (TEAM_LEADER, *_FLOOR, PLANNER, MACHINE), (
        "swaps_unwritten", "write_of_swaps", "note_written",
        "acknowledge_alert", "look_for_alerts", "loop_findings", "has_loops", "note_findings",
        "note_sent", "send_notice",
    )),
    Duty("storm", lambda: tr("enter storms and put people on standby"), (*_FLOOR, PLANNER), (
        "enter_storm", "change_storm", "end_storm", "set_storm_level", "tick_step",
        "save_storm_plan", "call_standby", "set_playbook",
    )),
    Duty("day_feed", lambda: tr("bring in the figures of the running day"),
         (*_FLOOR, PLANNER, MACHINE), ("import_day", "reforecast_day", "learn_running_day",
          "read_day_folder")),
    # --- planning -------------------------------------------------------------------------------
    Duty("history", lambda: tr("bring history in"), (PLANNER, MACHINE), (
        "import_history", "imported_by_job", "tag_slots", "take_in", "look_at", "preview_history",
        "read_for", "save_file_layout", "drop_file_layout", "handling_to_history",
    )),
    Duty("nightly", lambda: tr("run the night's work"), (PLANNER, MACHINE), (
        "refresh", "clock_doubts", "judge_feeds", "forecast_where_fit", "score_last_day",
        "score_rests", "note_scores_of",
    )),
    Duty("forecast", lambda: tr("make and adjust forecasts"), (PLANNER,), (
        "forecast_all", "add_adjustment", "drop_adjustment", "replay",
        "add_special_days", "drop_special_day",
    )),
    Duty("staffing", lambda: tr("set agents required"), (PLANNER,), (
        "set_requirement", "work_out_requirement", "save_worked_out",
        "set_shrinkages", "set_shrinkage", "drop_shrinkage", "fit_shrinkages",
        "reset_shrinkages", "set_queue",
    )),
    Duty("rules", lambda: tr("change rules and shift templates"), (PLANNER,), (
        "set_rules", "change_setting", "add_setting", "price_queues", "remove_setting",
        "take_over_price", "reset_rules", "adopt_design",
    )),
    Duty("plan", lambda: tr("build and keep rosters"), (PLANNER,), (
        "build_roster", "save_built", "save_result", "save_activities", "save_repaired",
        "import_roster", "lock_in_roster", "unlock_in_roster", "name_roster", "note_roster",
        "archive_roster",
    )),
    Duty("publish", lambda: tr("publish rosters"), (PUBLISHER,), (
        "publish_roster", "roll_back", "withdraw", "approve_roster", "withdraw_approval",
    )),
    Duty("write_to_people", lambda: tr("write to people whose shifts change"),
         (TEAM_LEADER, *_FLOOR, PLANNER, PUBLISHER), (
        "waiting_for_quiet", "send_message", "written_before", "note_messages_sent",
    )),
    Duty("act_today", lambda: tr("take actions of the running day"), (*_FLOOR, PUBLISHER), (
        "save_proposal", "take_actions", "undo_actions", "publish_night_proposal",
        "dismiss_night_proposal", "prepare_reroster", "save_night_proposal", "log_taken",
        "log_undone", "log_waiting",
    )),
    Duty("shift_notes", lambda: tr("write into the shift log"), (TEAM_LEADER, *_FLOOR, *_PLAN), (
        "note_shift",
    )),
    Duty("waive", lambda: tr("publish against hard rules"), (PUBLISHER,)),
    # --- service quality --------------------------------------------------------------------------
    Duty("see_service", lambda: tr("see work orders, complaints and scores"),
         (*_SEE, QUALITY, COMPLAINTS, MACHINE), (
        "preview_service_file", "deadlines_of", "measures_of", "orders_board", "daily_report",
        "complaints_board", "weekly_report", "weekly_workbook", "case_and_steps",
    ), reads=True),
    Duty("service_files", lambda: tr("bring in files of work orders and complaints"),
         (PLANNER, QUALITY, COMPLAINTS, MACHINE), (
        "import_service_file", "replace_seats",
    )),
    Duty("work_complaints", lambda: tr("work on complaints"), (QUALITY, COMPLAINTS, PLANNER), (
        "end_step", "close_case",
    )),
    Duty("service_settings", lambda: tr("set deadlines and measures of the service loops"),
         (PLANNER, QUALITY, COMPLAINTS), (
        "set_deadlines", "add_measure", "remove_measure",
    )),
    # --- running it -------------------------------------------------------------------------------
    Duty("set_up", lambda: tr("set up the centre"), (PLANNER, ADMINISTRATOR), (
        "set_overflows", "set_centre", "set_planning", "load_sample", "run_demo", "sample_in_store",
        "begin_sample_day", "go_on_with_sample",
        "set_day_feed", "set_alert_settings",
    )),
    Duty("notices", lambda: tr("say where notices go"), (PLANNER, ADMINISTRATOR), (
        "destination_shown", "set_destination", "send_test", "set_people_address", "set_escalation",
        "escalation_shown", "set_quiet_hours",
    )),
    Duty("retention", lambda: tr("take old versions away"), (ADMINISTRATOR,), (
        "thin", "thin_running_days", "take_away", "restore_guards",
    )),
    Duty("access", lambda: tr("change users, roles and tokens"), (ADMINISTRATOR,), (
        "add_user", "change_user", "remove_user", "set_access", "create_token", "revoke_token",
    )),
    Duty("see_access", lambda: tr("see users and tokens"), (ADMINISTRATOR, AUDITOR), (
        "users_of", "teams_of", "tokens_of",
    ), reads=True),
    # --- seats, trends, satisfaction, trace, quality ----------------------------------------------
    Duty("see_seats", lambda: tr("see who sits where"), (*_SEE, MACHINE), (
        "seats_of", "seat_plan_of", "seat_shortages", "seat_problem", "seats_short",
        "seats_lacking",
    ), shared=True, reads=True),
    Duty("seats", lambda: tr("change seats and seat plans"), (*_FLOOR, PLANNER), (
        "set_seats", "add_seats", "put_out_of_order", "save_seat_plan",
    )),
    Duty("see_loops", lambda: tr("see trends, satisfaction and quality"),
         (*_SEE, QUALITY, COMPLAINTS, MACHINE), (
        "count_requests", "trends_of", "foretellings_of", "effect_of_measure", "satisfaction_of",
        "kano_of", "price_of_waiting", "price_from", "sample_plan", "quality_state",
        "briefings_wanted", "trends_workbook", "satisfaction_workbook", "quality_workbook",
    ), reads=True),
    Duty("trace", lambda: tr("restore past minutes and follow contacts"),
         (*_FLOOR, *_PLAN, QUALITY, COMPLAINTS, AUDITOR), (
        "chains_of_period", "find_chains", "scene_at", "trace_bundle", "verify_bundle",
    ), reads=True),
    Duty("order_quality", lambda: tr("order reviews and briefings"),
         (TEAM_LEADER, QUALITY, PLANNER), ("order_reviews", "order_briefing")),
)  # fmt: skip
"""In the order of a day; nothing is allowed that does not stand here."""

DUTY_OF: dict[str, Duty] = {
    **{duty.name: duty for duty in DUTIES},
    **{verb: duty for duty in DUTIES for verb in duty.verbs},
}
"""Duty by its own name and by those of its use cases."""

OF_STORE: dict[str, str] = {
    "load_series": "see_figures",
    "load_superseded": "see_figures",
    "list_imports": "see_figures",
    "newest_import": "see_figures",
    "load_rejected": "see_figures",
    "load_forecast": "see_figures",
    "latest_forecast": "see_figures",
    "list_forecasts": "see_figures",
    "load_requirement": "see_figures",
    "list_requirements": "see_figures",
    "load_roster": "see_rosters",
    "list_rosters": "see_rosters",
    "load_locks": "see_rosters",
    "load_ledgers": "see_rosters",
    "load_publications": "see_rosters",
    "audit": "see_trail",
    "trail_head": "see_trail",
    "verify_trail": "see_trail",
    "altered": "see_trail",
    "unguarded": "see_trail",
    "forecasts_in_use": "see_figures",
    "forecast_sizes": "see_figures",
    "free_bytes": "see_centre",
    "load_service_records": "see_service",
    "service_records_span": "see_service",
}
"""What a door may read from the store without a use case, and the duty that it takes."""

OF_DOCUMENTS: dict[str, str] = {
    "centre": "see_centre",
    "queues": "see_centre",
    "special_days": "see_centre",
    "planning": "see_centre",
    "shrinkages": "see_centre",
    "rules": "see_centre",
    "session_orders": "see_centre",
    "layers": "see_figures",
    "storms": "see_figures",
    "playbook": "see_figures",
    "file_layouts": "see_figures",
    "day_feed": "see_centre",
    "alert_settings": "see_centre",
    "escalation": "notices",
    "notices": "notices",
    "quiet_hours": "own_shifts",
    "swap_requests": "see_people",
    "service_deadlines": "see_service",
    "service_measures": "see_service",
    "seats": "see_service",
    "staff": "own_shifts",
    "locks": "see_rosters",
    "label": "see_rosters",
    "seat_plan": "see_seats",
    "approvals": "see_rosters",
    "users": "see_access",
    "tokens": "see_access",
}
"""The same for documents, by the kind before its colon; all see their own people of the staff."""
