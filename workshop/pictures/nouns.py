"""What each archetype's two arrangements are called, and which of them print no words. Plain data, without the kernel."""

# What carries its words in neither a label nor a print, by archetype and arrangement.
UNPRINTED: frozenset[tuple[str, int]] = frozenset(
    {
        (archetype, arrangement)
        for archetype in (
            "bowl",
            "carafe",
            "headphones",
            "lamp",
            "mill",
            "mug",
            "pen",
            "plant",
            "teapot",
            "towel",
            "umbrella",
            "vase",
            "yarn",
        )
        for arrangement in (0, 1)
    }
    | {("blanket", 1), ("fruit", 0), ("game", 1), ("puzzle", 1), ("socks", 0), ("speaker", 0)}
)

NOUNS: dict[str, tuple[str, str]] = {
    "blanket": ("folded blanket", "rolled blanket in two straps"),
    "board": ("paddle-shaped wooden board", "pair of wooden boards"),
    "book": ("bound book on a second one", "open book with a ribbon"),
    "bowl": ("wide glazed bowl", "nest of glazed bowls"),
    "candle": ("candle in a glass beside its box", "pair of candles in glasses"),
    "carafe": ("tinted glass carafe with a tumbler", "glazed jug with two beakers"),
    "chocolate": ("wrapped chocolate bar with broken squares", "fan of three wrapped chocolate bars"),
    "clock": ("round table clock", "arched wooden clock"),
    "coffee": ("bag of whole coffee beans", "pair of coffee bags"),
    "flask": ("tall insulated flask beside river stones", "short insulated flask with its cup"),
    "fruit": ("basket of fruit", "wooden crate of fruit"),
    "game": ("board game in a wooden box with pawns and a die", "game board laid out with its pieces"),
    "headphones": ("pair of headphones", "pair of headphones with a round case"),
    "honey": ("jar of honey with a wooden dipper", "large and a small jar of honey"),
    "jam": ("jar of jam under a striped cloth", "pair of jam jars"),
    "lamp": ("table lamp under a linen shade", "mushroom-shaped lamp"),
    "mill": ("tall and a short wooden mill", "wooden mill"),
    "mug": ("dipped mug", "pair of dipped mugs"),
    "notebook": ("notebook with a pencil", "stack of two notebooks with a pencil"),
    "oliveoil": ("bottle of olive oil with a dish and a twig", "can of olive oil"),
    "pen": ("fountain pen before its case", "fountain pen with ink on blotting paper"),
    "plant": ("leafy herb in a clay pot", "upright plant in a fluted pot"),
    "puzzle": ("jigsaw puzzle box with loose pieces", "jigsaw puzzle being laid"),
    "soap": ("stack of three soap bars", "soap bar on a wooden rest beside a round one"),
    "socks": ("pair of knitted socks", "set of three folded pairs of socks"),
    "speaker": ("round cloth speaker with a strap", "wooden cabinet speaker"),
    "spices": ("row of three corked spice jars", "wooden tray of spice tins"),
    "tea": ("tall tea tin with a wooden scoop", "open tin of loose tea"),
    "teapot": ("round speckled teapot", "side-handled teapot"),
    "tin": ("round gift tin", "square gift canister"),
    "towel": ("stack of folded towels", "rolled towels before a folded one"),
    "truffles": ("box of twelve truffles with its lid", "box of six truffles with its lid"),
    "umbrella": ("rolled umbrella", "open umbrella"),
    "vase": ("round-shouldered vase with twigs", "pair of vases with twigs"),
    "wine": ("bottle of wine beside a poured glass", "bottle of wine beside its gift tube"),
    "yarn": ("group of three balls of yarn with needles", "bowl of yarn with needles"),
}
