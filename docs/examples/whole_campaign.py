"""A whole campaign by the API alone, in a sandbox. export HANDPICKED=https://gifts.example.com/v1 HANDPICKED_KEY=hp_test_…"""

# fmt: off
import json
import os
import time
import urllib.request


def call(method, path, body=None, once=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(os.environ["HANDPICKED"] + path, data, method=method)
    request.add_header("Authorization", "Bearer " + os.environ["HANDPICKED_KEY"])
    request.add_header("Content-Type", "application/json")
    if once:  # sent twice, it is done once
        request.add_header("Idempotency-Key", once)
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def wait(path, is_done):
    while not is_done(found := call("GET", path)):
        time.sleep(0.2)
    return found


call("POST", "/accounts", {"name": "Vltava Robotics", "country": "CZ", "external_id": "crm-17"})
spring = call("POST", "/campaigns", {
    "name": "Spring thank-you", "external_id": "spring-2027",
    "budget": {"amount": 900_000, "currency": "EUR"}, "value_band": {"lowest": 1_000, "highest": 6_000},
    "sender": {"name": "Nora Whitfield", "title": "Account Executive", "company": "Fjord & Loom AS",
               "street": "Nedre gate 7", "city": "0551 Oslo", "registration": "Org. no. 000 000 000"},
    "occasion": {"en": "a year together"}, "message": {"en": "Thank you for a year of patience with us."},
})
campaign = f"/campaigns/{spring['id']}"
batch = call("POST", f"{campaign}/recipients", {
    "basis": "customer", "source": "Our customer list", "told": {"how": "form", "on": "2026-01-15"},
    "recipients": [
        {"account": "Vltava Robotics", "email": "jana@vltava.example", "country": "CZ", "given_name": "Jana"},
        {"account": "Vltava Robotics", "email": "petr@vltava.example", "country": "CZ", "diets": ["vegan"]},
    ],
}, once="spring-people")
wait(f"/batches/{batch['id']}", lambda found: found["status"] == "done")

call("POST", "/match_runs", {"campaign": spring["id"]})
spring = wait(campaign, lambda found: found["status"] == "planned")
call("POST", f"{campaign}/approve", {"match_run": spring["match_run"]})
call("POST", f"{campaign}/launch", {}, once="spring-wave-1")
gifts = wait(f"/gifts?campaign={spring['id']}", lambda found: all(gift["launched_at"] for gift in found["data"]))["data"]

gift = f"/gifts/{gifts[0]['id']}"
call("POST", f"{gift}/accept", {"address": {"name": "Jana", "street": "Dlouhá 1", "city": "Praha", "postcode": "110 00"}})
call("POST", "/sandbox/clock/advance", {"by": "P3D"})
wait(gift, lambda found: found["status"] == "ordered")
call("POST", f"{gift}/ship")
call("POST", f"{gift}/deliver")
print(call("GET", gift)["status"])
