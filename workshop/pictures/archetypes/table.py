"""Every archetype by its key: to add one, write its function, add it here, and its forms in forms.py."""

from collections.abc import Callable

from workshop.pictures.archetypes.cloth import hosiery, knitting, knitting_kits, throws, towels
from workshop.pictures.archetypes.grocery import (
    biscuits,
    coffees,
    confections,
    dried_fruit,
    harvests,
    preserves,
    seafood,
    seasonings,
    teas,
    wines,
)
from workshop.pictures.archetypes.home import candles, clocks, flowers, lamps, soaps, trees, umbrellas
from workshop.pictures.archetypes.household import drinkware, kitchen, light, living, textiles
from workshop.pictures.archetypes.leisure import books, games, headsets, jigsaws, notebooks, pens, speakers, tiles
from workshop.pictures.archetypes.look import Look
from workshop.pictures.archetypes.pantry import bottles, containers, fruit, sweets
from workshop.pictures.archetypes.pastimes import audio, desk, play
from workshop.pictures.archetypes.tableware import boards, bowls, carafes, flasks, mills, mugs, teapots, vases
from workshop.pictures.scene import Scene

ARCHETYPES: dict[str, Callable[[Scene, Look], None]] = {
    drawn.__name__: drawn
    for drawn in (
        boards.board_form, boards.bread_board,
        bowls.basalt_bowl, bowls.breakfast_bowls, bowls.fruit_bowl, bowls.kintsugi, bowls.matcha_bowl,
        bowls.mixing_bowl, bowls.mortar, bowls.nesting_bowls, bowls.ramen_bowl, bowls.salad_bowl, bowls.snack_bowls,
        candles.candle_jar, candles.pillar_candle, candles.tapers,
        carafes.carafe_bedside, carafes.carafe_form, carafes.cold_brew, carafes.decanter, carafes.jug_lid,
        carafes.pour_over, carafes.water_cooler,
        clocks.alarm_clock, clocks.desk_clock, clocks.kitchen_clock, clocks.travel_clock, clocks.wall_clock,
        drinkware.carafe, drinkware.flask, drinkware.mug, drinkware.teapot,
        flasks.commuter_cup, flasks.flask_lid, flasks.lunch_jar, flasks.tea_flask, flasks.thermos,
        flasks.trail_bottle, flasks.travel_press,
        flowers.african_violet, flowers.orchid, flowers.peace_lily, flowers.succulents,
        hosiery.socks_form,
        kitchen.board, kitchen.bowl, kitchen.mill,
        knitting.loom, knitting.yarn_skeins,
        knitting_kits.crochet_kit, knitting_kits.hat_kit, knitting_kits.mitten_kit, knitting_kits.shawl_kit,
        knitting_kits.sock_yarn,
        lamps.bedside_lamp, lamps.clip_light, lamps.desk_lamp, lamps.globe_lamp, lamps.lantern, lamps.paper_lamp,
        lamps.reading_lamp, lamps.sunrise_lamp, lamps.terrace_lamp,
        light.candle, light.lamp,
        living.plant, living.soap, living.umbrella, living.vase,
        mills.box_mill, mills.coffee_grinder, mills.mill_form, mills.nutmeg_mill, mills.pocket_mill,
        mills.spice_mill_brass,
        mugs.cappuccino, mugs.cup_saucer, mugs.espresso_pair, mugs.mug_enamel, mugs.mug_glazed, mugs.tumbler,
        soaps.balm_set, soaps.soap_form,
        teapots.tea_for_one, teapots.tea_travel_case, teapots.teapot_glass, teapots.teapot_iron,
        teapots.teapot_moroccan, teapots.teapot_porcelain, teapots.teapot_speckled,
        textiles.blanket, textiles.socks, textiles.towel, textiles.yarn,
        throws.rolled_strap, throws.throw_folded,
        towels.bathrobe, towels.hammam_towel, towels.towel_form,
        trees.bonsai, trees.fern, trees.herb_trio, trees.lemon_tree, trees.olive_tree, trees.rubber_tree,
        umbrellas.pocket_umbrella, umbrellas.umbrella_form,
        vases.vase_form, vases.vase_glass, vases.vase_petal, vases.vase_ring, vases.vase_trio,
        biscuits.amaretti, biscuits.candied_ginger, biscuits.crackers, biscuits.crispbread, biscuits.oat_crisps,
        biscuits.pastilles, biscuits.sesame_snaps, biscuits.shortbread,
        bottles.oliveoil, bottles.wine,
        coffees.coffee_bag, coffees.coffee_tin,
        confections.chocolate_bar, confections.drinking_chocolate, confections.truffle_box,
        containers.coffee, containers.honey, containers.jam, containers.spices, containers.tea, containers.tin,
        dried_fruit.dates, dried_fruit.dried_figs, dried_fruit.fruit_tray,
        fruit.fruit,
        harvests.breakfast_fruit, harvests.citrus_crate, harvests.mangoes, harvests.orchard, harvests.peaches,
        harvests.persimmons, harvests.pomegranates,
        preserves.honey_jar, preserves.honeycomb_block, preserves.jam_jar, preserves.quince_cheese,
        seafood.fish_tin, seafood.paste_jar,
        seasonings.masala_tin, seasonings.mulling_sachets, seasonings.oil_bottle, seasonings.pepper_tubes,
        seasonings.saffron_vial, seasonings.salt_pair, seasonings.spice_jar,
        sweets.chocolate, sweets.truffles,
        teas.herb_bundle, teas.pouch, teas.tea_caddy, teas.tea_open, teas.tea_tin,
        wines.amber_wine, wines.cider, wines.dessert_wine, wines.sparkling, wines.wine_box, wines.wine_flute,
        wines.wine_red, wines.wine_rose, wines.wine_white,
        audio.headphones, audio.speaker,
        books.book_cover,
        desk.book, desk.clock, desk.notebook, desk.pen,
        games.backgammon, games.card_game, games.chess_travel, games.go_board, games.mancala,
        headsets.headphones_folded, headsets.headphones_form, headsets.sleep_band, headsets.sport_earphones,
        jigsaws.cube_puzzle, jigsaws.forest_wood, jigsaws.jigsaw, jigsaws.knots,
        notebooks.notebook_form,
        pens.inks, pens.pen_form, pens.pencil_set,
        play.game, play.puzzle,
        speakers.birdsong_box, speakers.kitchen_radio, speakers.phone_horn, speakers.speaker_form,
        tiles.hex_game,
        tiles.tile_game,
    )
}  # fmt: skip
