"""Samples of the page that says why an item is not simply handed in here."""

from __future__ import annotations

from config.catalogue import Catalogue
from config.domain.identifiers import ItemId
from config.texts import Texts
from kiosk.policies import UNFIT, Policy
from kiosk.present.policy import present_policy
from screens.pages.policy import PolicyPage
from tests.screens.sample_case import sample_step
from tests.screens.samples import Sample

ITEMS = {
    Policy.PRECHECK: "food_business_permit",
    Policy.PRECHECK_OFFLINE: "medical_reimbursement",
    Policy.WINDOW: "temporary_relief",
    Policy.BOOKING: "newborn_household",
    Policy.QUERY: "benefit_eligibility_check",
    Policy.PAY: "nontax_payment",
    Policy.VERIFIED: "individual_business_register",
    Policy.OFFLINE: "remote_medical_filing",
    Policy.DEADLINE: "school_enrol_migrant",
}


def samples(texts: Texts, catalogue: Catalogue) -> dict[str, Sample]:
    """One for each reason."""

    def state(policy: Policy, *, printer: bool = True, pays: bool = True) -> Sample:
        item = catalogue.item(ItemId(ITEMS[policy]))
        return PolicyPage, present_policy(
            texts,
            catalogue,
            item,
            policy,
            language=texts.language,
            answers={},
            printer_ok=printer,
            can_pay=pays,
        )

    found = {policy.value.replace("_", "-"): state(policy) for policy in ITEMS}
    unfit = {
        policy.value.replace("_", "-"): (
            PolicyPage,
            present_policy(
                texts,
                catalogue,
                catalogue.item(ItemId("resident_pension_enrol")),
                policy,
                language=texts.language,
                answers={},
                printer_ok=False,
                step=sample_step(texts, catalogue, 3, "step.form"),
            ),
        )
        for policy in sorted(UNFIT)
    }
    return (
        found
        | unfit
        | {
            "no-printer": state(Policy.BOOKING, printer=False),
            "pay-not-here": state(Policy.PAY, pays=False),
        }
    )
