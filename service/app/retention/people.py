"""What is kept of those who get gifts: their values, what they decided, what they get."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Final

from service.app.retention.period import Period
from service.config import Settings
from service.gifting import forgotten_addresses, old_facts
from service.outreach.checking import forget as distrust
from service.planning.people.uploads import kept
from service.recipients.disputes import forget as disputes
from service.recipients.numbers import codes
from service.recipients.person_tasks import forget as tasks
from service.recipients.postal import kept as kept_addresses
from service.recipients.postal import mailed as mailed_codes
from service.recipients.quiet import forget as quiet_rules
from service.recipients.requests import forget as requests
from service.recipients.special import reads
from service.recipients.stated import forget as stated_policies

ERASED: Final = "their person is erased"
_THEIRS: Final = partial(Period, whose="recipients")
_ADDRESS_DAYS: Final[int] = Settings.model_fields["address_kept_days"].default
_UNINVITED_DAYS: Final[int] = Settings.model_fields["uninvited_kept_days"].default

OF_PEOPLE: Final = (
    _THEIRS(
        "People who were never invited",
        ("recipient", "recipient_tag", "external_id", "person_source", "personal_line", "profile_fact"),
        timedelta(days=_UNINVITED_DAYS),
        "the last list or campaign that named them",
        "people never invited deleted",
        "`HANDPICKED_UNINVITED_KEPT_DAYS` can shorten this. Nothing stays that would keep a new "
        "list from bringing them. Who wants no "
        "gifts, or has asked about their data, stays.",
        does="Deletes every value of theirs, and the marks that a search finds them by; the row stays, with its ids only.",
        purpose="choose",
    ),
    _THEIRS(
        "Names, email address, job title, town, company, language",
        ("recipient", "recipient_tag", "external_id"),
        None,
        ERASED,
        note="The keyed marks of a search and the ID in the giver’s system go too. One keyed hash "
        "stays, so that no list brings them back.",
        purpose="choose",
    ),
    _THEIRS(
        "Interests, motives, tastes, sizes, days away and other facts",
        ("profile_fact",),
        None,
        "they take it back, or " + ERASED,
        note="What somebody took back isn’t used any more; it stays in their copy.",
        purpose="choose",
    ),
    _THEIRS(
        "What people eat, avoid or keep away from",
        ("profile_fact",),
        old_facts.KEPT,
        "we learned it",
        "old food data forgotten",
        "Not while a gift of theirs is under way. Afterwards everything that anybody may avoid is "
        "kept from them until they tell "
        "us again.",
        does="Deletes what it says, and leaves the same marks for everybody.",
        purpose="food",
        special=True,
    ),
    _THEIRS(
        "The same where nobody stated on which condition it is kept",
        ("profile_fact",),
        old_facts.UNSTATED_KEPT,
        "we learned it",
        "old food data forgotten",
        "Its people are asked again at once, by the question on their page.",
        does="Deletes what it says, and leaves the same marks for everybody.",
        purpose="food",
        special=True,
    ),
    _THEIRS(
        "Keyed hashes of what a list said of somebody’s food",
        ("dietary_saying",),
        None,
        "they take their consent back, or " + ERASED,
        purpose="food",
        special=True,
    ),
    _THEIRS(
        "Which of the sender’s people read what a list says of somebody’s food",
        ("special_read",),
        reads.KEPT,
        "they read it",
        "old looks at food data deleted",
        "Ids and moments.",
        purpose="rights",
    ),
    _THEIRS(
        "What people agreed to and objected to",
        ("consent",),
        None,
        ERASED,
        note="Rows are only ever added: the wording by its number, the language, the way, when.",
        purpose="rights",
    ),
    _THEIRS(
        "Why people may be written to, and where their list is from",
        ("person_source", "list_statement"),
        None,
        ERASED,
        note="What was stated of the list as a whole stays; it names nobody.",
        purpose="rights",
    ),
    _THEIRS(
        "Settings of people: ways, pauses, what is counted",
        ("contact_wish", "contact_limit", "viewing_wish", "use_consent"),
        None,
        "they change it, or " + ERASED,
        purpose="write",
    ),
    _THEIRS(
        "Mobile numbers",
        ("text_number",),
        None,
        "they choose another way, answer with a stop, or " + ERASED,
        purpose="write",
    ),
    _THEIRS(
        "Codes sent to a mobile number",
        ("number_check",),
        codes.KEPT,
        "they were asked for",
        "codes for numbers forgotten",
        "The number in it goes once its code was typed, tried too often or replaced; ten minutes later it opens nothing.",
        purpose="write",
    ),
    _THEIRS(
        "Questions put to people",
        ("question",),
        None,
        ERASED,
        note="Kinds and days; an answer is a fact.",
        purpose="choose",
    ),
    _THEIRS(
        "Times of quiet by rule",
        ("quiet_rule",),
        quiet_rules.KEPT,
        "they ended",
        "old times of quiet deleted",
        "One without an end stays until someone ends it. A person’s own goes with their erasure.",
        purpose="write",
    ),
    _THEIRS(
        "What companies said of their own rules",
        ("company_policy",),
        stated_policies.KEPT,
        "something else took its place, or a manager took it out",
        "old rules of companies deleted",
        "What still holds stays. It names nobody but the office that a company’s file names.",
        purpose="give",
    ),
    _THEIRS(
        "Reports of gifts and mails that somebody didn’t trust",
        ("distrust",),
        distrust.KEPT,
        "someone settled them, or something that isn’t ours was reported",
        "old reports of distrust deleted",
        "One about a gift that nobody has settled stays until someone does. It holds ids and moments only.",
        purpose="give",
    ),
    _THEIRS(
        "Addresses that people asked us to keep for their next gift",
        ("kept_address",),
        kept_addresses.KEPT,
        "they said so last",
        "kept addresses deleted",
        "The person can take it back at any time, with one press; it goes with their erasure.",
        purpose="give",
    ),
    _THEIRS(
        "Codes and links of gifts that came by email",
        ("mailed_code",),
        mailed_codes.KEPT,
        "it was mailed",
        "mailed codes deleted",
        "Only its person and whoever typed it see one; it goes with their erasure.",
        purpose="give",
    ),
    _THEIRS(
        "Questions to sales about people who aren’t the right ones",
        ("person_task",),
        tasks.KEPT,
        "they were settled",
        "settled questions about people deleted",
        "One that nobody has settled stays until someone does. It holds ids and codes only.",
        purpose="give",
    ),
    _THEIRS(
        "Requests about people’s data",
        ("data_request",),
        requests.KEPT,
        "they ended",
        "old data requests deleted",
        "One that is open stays. It holds ids, codes and days only.",
        purpose="rights",
    ),
    _THEIRS(
        "Uploads with cells still to fix",
        ("pending_upload", "upload_row", "upload_piece"),
        kept.KEPT,
        "they arrived",
        "forgotten uploads dropped",
        "One whose people are just being saved stays another day.",
        does="Deletes the file, its rows and what was answered about them.",
        purpose="choose",
    ),
    _THEIRS(
        "Delivery addresses",
        ("delivery_address",),
        timedelta(days=_ADDRESS_DAYS),
        "their gift ended, however it did",
        "addresses erased",
        "`HANDPICKED_ADDRESS_KEPT_DAYS` can shorten this. The row stays, empty. The carrier and its number go with it.",
        does="Empties the row.",
        purpose="give",
    ),
    _THEIRS(
        "Delivery addresses of gifts with no activity",
        ("delivery_address",),
        forgotten_addresses.WAITED_FOR,
        "the campaign's end and the gift's last step",
        "forgotten addresses found",
        "Then the line above applies.",
        does="Starts the time of the line above.",
        purpose="give",
    ),
    _THEIRS(
        "Words about a disputed line",
        ("line_dispute",),
        disputes.KEPT,
        "the dispute was closed",
        "words of old disputes deleted",
        "The row stays, with its reason and what came of it.",
        does="Deletes the words.",
        purpose="give",
    ),
)
