"""What a list can be told: every code with its meaning, in one table. A code stays the same once it is out.

An error stops the file until it is fixed. A question stops nothing: it says how something was read, or what a person will be
asked, so that nothing is ever read in silence.
"""

from __future__ import annotations

from typing import Final

REFUSALS: Final[dict[str, str]] = {
    "file_empty": "There is nothing in the file.",
    "file_missing": "There’s no such file, or it can’t be opened.",
    "file_too_large": "The file is larger than an upload may be, or unpacks to too much.",
    "file_too_heavy": "Reading the file takes more time or memory than one file may have, however small it is.",
    "file_unreadable": "The file is not what its name says, is damaged, or is locked with a password.",
    "encoding_unknown": "The encoding of a text file cannot be told.",
    "too_many_rows": "The file holds more rows than an upload may have.",
    "too_many_columns": "A row is wider than any list of people.",
    "heading_too_long": "A heading is very long; the first row is probably not the one with the headings.",
    "columns_missing": "There is no column for the company, the email address or the country.",
}
"""Why a whole file is refused: one error without a row."""
ERRORS: Final[dict[str, str]] = {
    "cells_beyond_header": "A row has filled cells to the right of the last heading; a comma has probably split a cell.",
    "cell_too_long": "A cell holds more characters than are read.",
    "company_missing": "There is no company, or only what exports write in an empty cell.",
    "company_unreadable": "The company’s name contains no letter or digit.",
    "owner_several": "An owner cell names more than one person.",
    "name_too_long": "A name is longer than can be shown.",
    "email_missing": "There is no email address.",
    "email_invalid": "This is not an address that email can be sent to.",
    "person_repeated": "The same email address appears in an earlier row.",
    "country_missing": "There is no country.",
    "country_unknown": "There is no country with this name.",
    "diet_unknown_word": "A diet cell contains a word we don’t know; we don’t guess about food.",
    "date_invalid": "This is not a date, or there is no such day.",
    "dates_reversed": "An absence ends before it begins.",
    "policy_unknown": "Part of a company’s gift policy isn’t one we recognise.",
    "adult_unknown": "The cell doesn’t say an age, or whether someone is 18 or over.",
    "relationship_unknown": "The cell doesn’t say how the company is related to you.",
    "lifecycle_unknown": "The cell doesn’t say which stage the customer is at.",
    "account_value_unknown": "The cell doesn’t say how much the account is worth to you.",
    "motive_unknown": "The cell doesn’t say what the person enjoys most.",
    "personal_line_refused": "The line is too long, not well formed, or mentions what someone eats or avoids.",
    "do_not_contact": "A note says not to contact the person; the row is left out, or the note says something else now.",
    "formula_broken": "A cell contains a formula error, or a formula whose value was never saved.",
}
"""What stops a row, cell by cell."""
QUESTIONS: Final[dict[str, str]] = {
    "dietary_words": "Words about food appear outside the diet columns: we ask the person and stay on the safe side.",
    "diet_doubtful": "A diet cell can be read in two ways: we ask the person and stay on the safe side.",
    "placeholder": "A cell contains what exports write in an empty cell; it counts as empty.",
    "date_order": "A column’s dates can be read day first or month first.",
    "two_columns": "Two columns mean the same thing; says which one was read.",
    "column_guessed": "A column was recognised by its cells, because its heading doesn’t say.",
    "column_undecided": "A column under an unknown heading looks like food, a name or an address; it is left out.",
    "religion_not_read": "A column about religion is not read and not kept.",
    "similar_companies": "Two names differ only in accents and are read as two companies.",
    "letters_repaired": "Letters garbled by another program were corrected.",
    "encoding_guessed": "The encoding of the file was guessed from its words.",
    "hidden_rows": "Rows that are hidden in the sheet were left out.",
    "other_sheet": "The workbook has other sheets with content, which were not read.",
    "no_people": "There is no row below the headings.",
    "lines_above_header": "Lines above the headings were left out.",
    "lines_below_list": "Lines below the list that hold a single cell were left out.",
}
"""What is told or asked."""
