"""The sample campaign's own words, and the two small spreadsheets for trying the upload page."""

from __future__ import annotations

from typing import Any

BAND = (800, 6_000)
"""Cheapest and dearest gift of the campaign, in cents."""
BUDGET_MINOR = 2_350_000
"""Enough for the 21,500 EUR or so that the plan spends where money is no object and no two people get the same, and for swaps."""


def make_campaign() -> dict[str, Any]:
    """The campaign file. Dates are days from the day it is used."""
    return {
        "workspace": "Fjord & Loom",
        "name": "Spring thank-you for 100 accounts",
        "sender": {
            "name": "Nora Whitfield",
            "title": "Account Executive",
            "titles": {
                "ru": "менеджер по работе с клиентами",
                "is": "viðskiptastjóri",
                "cs": "obchodní manažerka",
                "ro": "manager de relații cu clienții",
                "ar": "مديرة حسابات العملاء",
                "ja": "営業担当",
            },
            "company": "Fjord & Loom AS",
            "street": "Nedre gate 7",
            "city": "0551 Oslo, Norway",
            "registration": "Org. no. 000 000 000",
        },
        "brand": {"name": "Fjord & Loom", "site": "fjordloom.example", "ember": "#c2410c"},
        "occasion": {
            "en": "a spring thank-you",
            "ru": "весеннее спасибо",
            "is": "vorkveðja með þökkum",
            "cs": "jarní poděkování",
            "ro": "mulțumiri de primăvară",
            "ar": "كلمة شكر ربيعية",
            "ja": "春のお礼",
        },
        "message": {
            "en": "Thank you for a good first year together. There is no meeting hidden in the box.",
            "ru": "Спасибо за хороший первый год вместе. И никаких встреч в придачу.",
            "is": "Takk fyrir gott fyrsta ár saman. Enginn fundur leynist í kassanum.",
            "cs": "Děkujeme za dobrý první společný rok. V krabičce se žádná schůzka neskrývá.",
            "ro": "Vă mulțumim pentru primul an frumos împreună. Cadoul nu vine la pachet cu nicio întâlnire de afaceri.",
            "ar": "شكرًا لكم على عامنا الأوّل معًا، وقد كان طيّبًا. وليس في العلبة دعوة مخبّأة إلى اجتماع.",
            "ja": "最初の一年をご一緒できましたことに、心より感謝申し上げます。お打ち合わせなどをお願いするものではございません。",
        },
        "charities": [
            {
                "key": "lanternbooks",
                "name": "Lantern Books",
                "line": {
                    "en": "Brings libraries to schools that have none.",
                    "ru": "Привозит библиотеки в школы, где их нет.",
                    "is": "Kemur upp bókasöfnum í skólum þar sem þau vantar.",
                    "cs": "Zakládá knihovny ve školách, které žádnou nemají.",
                    "ro": "Duce biblioteci în școli care nu au.",
                    "ar": "تُنشئ مكتبات في مدارس بلا مكتبات.",
                    "ja": "図書室のない学校に図書室を届けています。",
                },
            },
            {
                "key": "clearbrook",
                "name": "Clearbrook Rivers",
                "line": {
                    "en": "Plants trees along rivers and keeps them alive.",
                    "ru": "Сажает деревья вдоль рек и ухаживает за ними.",
                    "is": "Gróðursetur tré við ár og hlúir að þeim.",
                    "cs": "Sází stromy podél řek a stará se o ně.",
                    "ro": "Plantează copaci de-a lungul râurilor și îi îngrijește.",
                    "ar": "تغرس الأشجار على ضفاف الأنهار وتعتني بها.",
                    "ja": "川沿いに木を植え、育てています。",
                },
            },
        ],
        "inscription": dict.fromkeys(("en", "cs", "ro", "is", "ru", "ja", "ar"), "{initials}"),
        "budget_minor": BUDGET_MINOR,
        "currency": "EUR",
        "band_min_minor": BAND[0],
        "band_max_minor": BAND[1],
        "uniqueness": "campaign",
        "undo_hours": 24,
        "deliver_in_days": 10,
        "expires_in_days": 21,
    }


ONE_ROW = {
    "CRM ID": "C-1",
    "Company": "Vltava Instruments",
    "First name": "Jana",
    "Last name": "Nováková",
    "Work email": "jana.novakova@vltava-instruments.example.com",
    "Job title": "Head of Operations",
    "Country": "Česko",
    "City": "Praha",
    "Language": "Čeština",
    "Dietary / allergies": "vegan",
    "Interests": "trailový běh, čaj",
    "18+": "yes",
    "Owner": "N. Whitfield",
}

_GOOD = {"Company": "Vltava Instruments", "Country": "CZ", "Language": "cs"}
BROKEN_ROWS = [
    {
        **_GOOD,
        "First name": "Jiří",
        "Last name": "Dvořák",
        "Work email": "jiri.dvorak@vltava-instruments.example.com",
        "Dietary / allergies": "bez lepku",
    },
    {
        **_GOOD,
        "First name": "Tereza",
        "Last name": "Veselá",
        "Work email": "tereza.vesela@vltava-instruments.example.com",
        "Dietary / allergies": "vegna",
    },
    {
        **_GOOD,
        "First name": "Jiri",
        "Last name": "Dvorak",
        "Work email": "Jiri.Dvorak@vltava-instruments.example.com",
    },
    {
        **_GOOD,
        "First name": "Šárka",
        "Last name": "Němcová",
        "Work email": "sarka.nemcova(at)vltava-instruments.example.com",
    },
    {
        **_GOOD,
        "First name": "Luboš",
        "Last name": "Horák",
        "Work email": "lubos.horak@vltava-instruments.example.com",
        "Away from": "31.2.2027",
        "Away to": "2027-03-05",
    },
    {
        "First name": "Ludmila",
        "Last name": "Černá",
        "Work email": "ludmila.cerna@vltava-instruments.example.com",
        "Country": "CZ",
    },
    {
        **_GOOD,
        "First name": "Radek",
        "Last name": "Kříž",
        "Work email": "radek.kriz@vltava-instruments.example.com",
        "Country": "Czechland",
    },
    {
        **_GOOD,
        "First name": "Eliška",
        "Last name": "Kučerová",
        "Work email": "eliska.kucerova@vltava-instruments.example.com",
        "Gift policy": "nothing too expensive",
    },
    {
        **_GOOD,
        "First name": "Ondřej",
        "Last name": "Procházka",
        "Work email": "ondrej.prochazka@vltava-instruments.example.com",
        "Away from": "2027-03-05",
        "Away to": "1.3.2027",
    },
    {**_GOOD, "First name": "Zdeňka", "Last name": "Růžičková", "Work email": ""},
]
