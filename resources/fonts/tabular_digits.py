#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes tabular figures the default of an Inter font file.

Qt 6.4 cannot switch on the OpenType feature 'tnum', so the character map is pointed at the
glyphs that the feature would choose, for the ten digits only. Needs fontTools.
Use: tabular_digits.py IN.otf OUT.otf
"""
import sys

from fontTools.ttLib import TTFont

FAMILY = "Inter Tabular"


def tabular_map(font):
    table = font["GSUB"].table
    mapping = {}
    for record in table.FeatureList.FeatureRecord:
        if record.FeatureTag != "tnum":
            continue
        for index in record.Feature.LookupListIndex:
            for sub in table.LookupList.Lookup[index].SubTable:
                sub = getattr(sub, "ExtSubTable", sub)
                mapping.update(getattr(sub, "mapping", {}))
    return mapping


def rename(font):
    for record in font["name"].names:
        text = record.toUnicode()
        if record.nameID in (1, 4, 16):
            record.string = text.replace("Inter", FAMILY, 1)
        elif record.nameID in (3, 6):
            record.string = text.replace("Inter", FAMILY.replace(" ", ""), 1)
    if "CFF " in font:
        cff = font["CFF "].cff
        top = cff.topDictIndex[0]
        cff.fontNames[0] = cff.fontNames[0].replace("Inter", FAMILY.replace(" ", ""), 1)
        top.FullName = top.FullName.replace("Inter", FAMILY, 1)
        top.FamilyName = top.FamilyName.replace("Inter", FAMILY, 1)


def main(source, target):
    font = TTFont(source)
    mapping = tabular_map(font)
    default = dict(font.getBestCmap())  # a copy: subtables may share one dictionary
    for table in font["cmap"].tables:
        if not table.isUnicode():
            continue
        for code in range(ord("0"), ord("9") + 1):
            table.cmap[code] = mapping[default[code]]
    rename(font)
    font.save(target)


if __name__ == "__main__":
    main(*sys.argv[1:])
