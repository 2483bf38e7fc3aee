from tests.safety.world import World
def test_x(database):
    w=World(1)
    for _ in range(40): w.step()
    print("\n".join(w.history)); print(w.states)
