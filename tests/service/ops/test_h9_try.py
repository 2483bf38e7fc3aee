from tests.service.ops.campaign import *
from service.ops.audit import *
from sqlalchemy import select
def test_try(database):
    import time
    t=time.perf_counter(); s=play(); print("play", time.perf_counter()-t)
    t=time.perf_counter(); d=audit_database(); print("audit", time.perf_counter()-t)
    from service.db.connect import reading
    with reading() as session:
        for part, i in s.gifts.items():
            g=session.get(RecipientGift,i); print(part, g.status, g.hold_reason, g.is_reserved)
    for x in d: print(x)
    assert 0
