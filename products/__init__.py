"""The consortium's ATMPs: dossiers, cover sheets, the meaning of their words, predictivity."""
