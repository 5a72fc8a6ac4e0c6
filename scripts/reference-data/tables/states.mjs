// What the packages do not say of states and territories. Kept by hand.

/** Entities of ISO 3166-1 that are described as states although they are not members of the United Nations. */
export const statesBesideMembers = ["COK", "ESH", "NIU", "PSE", "TWN", "VAT"];

/** Exceptionally reserved codes of country-coder that are not entities of their own here. */
export const leftOut = ["ASC", "CPT", "CRQ", "DGA", "EUE", "FXX", "TAA"];

/** Short notes on status, in words that take no side. Who recognises whom is stated elsewhere, with sources. */
export const notes = {
  ABK: "Declared independence from Georgia; recognised by some states. Georgia and most states regard it as part of Georgia.",
  ATA: "Governed under the Antarctic Treaty of 1959; claims to territory are neither recognised nor disputed by it (article IV).",
  COK: "In free association with New Zealand; not a member of the United Nations. The UN Secretariat recognises its full treaty-making capacity.",
  CYP: "The government of the Republic of Cyprus does not control the north of the island.",
  ESH: "A non-self-governing territory in the list of the United Nations, claimed by Morocco and by the Sahrawi Arab Democratic Republic, which is a member of the African Union.",
  FLK: "Administered by the United Kingdom; sovereignty is claimed by Argentina (Islas Malvinas).",
  GIB: "Administered by the United Kingdom; sovereignty is disputed by Spain.",
  HKG: "A special administrative region of China since 1997-07-01; takes part in some organisations in its own name.",
  IOT: "Sovereignty over the Chagos Archipelago is disputed between the United Kingdom and Mauritius.",
  MAC: "A special administrative region of China since 1999-12-20; takes part in some organisations in its own name.",
  MYT: "A department of France; claimed by the Comoros.",
  NIU: "In free association with New Zealand; not a member of the United Nations. The UN Secretariat recognises its full treaty-making capacity.",
  PSE: "A non-member observer state at the United Nations since 2012-11-29; recognised by many states.",
  SGS: "Administered by the United Kingdom; sovereignty is claimed by Argentina.",
  SOT: "Declared independence from Georgia; recognised by some states. Georgia and most states regard it as part of Georgia.",
  TWN: "Governed by authorities that call it the Republic of China; claimed by the People's Republic of China, which holds the seat of China at the United Nations. Recognised as a state by some states.",
  VAT: "The Holy See is the subject of international law that holds observer status at the United Nations; the Vatican City State is its territory.",
  XKX: "Declared independence from Serbia in 2008; recognised by many states. Serbia regards it as part of Serbia.",
  XNC: "Declared independence in 1983; recognised by Türkiye. The United Nations and other states regard its territory as part of Cyprus.",
  XSL: "Declared independence in 1991. Somalia and most states regard it as part of Somalia.",
  XTN: "Declared independence in 1990. Moldova and all members of the United Nations regard it as part of Moldova.",
};

/** States without a code of ISO 3166-1, keyed by a code that data/README.md documents. Names are in general use. */
export const withoutIso = {
  ABK: {
    region: "145", wikidata: "Q23334", capital: "sukhumi",
    label: { en: "Abkhazia", ar: "أبخازيا", zh: "阿布哈兹", fr: "Abkhazie", ru: "Абхазия", es: "Abjasia" },
    alias: { en: ["Republic of Abkhazia"], ru: ["Республика Абхазия"] },
  },
  SOT: {
    region: "145", wikidata: "Q23427", capital: "tskhinvali",
    label: { en: "South Ossetia", ar: "أوسيتيا الجنوبية", zh: "南奥塞梯", fr: "Ossétie du Sud", ru: "Южная Осетия", es: "Osetia del Sur" },
    alias: { en: ["Republic of South Ossetia", "State of Alania"], ru: ["Республика Южная Осетия"] },
  },
  XNC: {
    region: "145", wikidata: "Q23681", capital: "nicosia", naturalEarth: "N. Cyprus",
    label: { en: "Northern Cyprus", ar: "شمال قبرص", zh: "北塞浦路斯", fr: "Chypre du Nord", ru: "Северный Кипр", es: "Chipre del Norte" },
    alias: { en: ["Turkish Republic of Northern Cyprus", "TRNC", "North Cyprus"], fr: ["République turque de Chypre du Nord"], ru: ["Турецкая Республика Северного Кипра"], es: ["República Turca del Norte de Chipre"], zh: ["北塞浦路斯土耳其共和国"] },
  },
  XSL: {
    region: "014", wikidata: "Q34754", capital: "hargeisa", naturalEarth: "Somaliland",
    label: { en: "Somaliland", ar: "صوماليلاند", zh: "索马里兰", fr: "Somaliland", ru: "Сомалиленд", es: "Somalilandia" },
    alias: { en: ["Republic of Somaliland"], ru: ["Республика Сомалиленд"], ar: ["أرض الصومال"] },
  },
  XTN: {
    region: "151", wikidata: "Q907112", capital: "tiraspol",
    label: { en: "Transnistria", ar: "ترانسنيستريا", zh: "德涅斯特河沿岸", fr: "Transnistrie", ru: "Приднестровье", es: "Transnistria" },
    alias: { en: ["Pridnestrovian Moldavian Republic", "Transdniestria", "Pridnestrovie"], ru: ["Приднестровская Молдавская Республика", "ПМР"] },
  },
};

/** Regions (M49) of states that country-coder splits into parts, or leaves without a region. */
export const region = {
  AUS: "053", CHN: "030", CYP: "145", DNK: "154", ECU: "005", ESP: "039", FIN: "154", FRA: "155", GBR: "154", IDN: "035", IND: "034",
  MYS: "035", NLD: "155", NOR: "154", NZL: "053", PRT: "039", PSE: "145", RUS: "151", USA: "021",
  ATA: "001", BES: "029", GGY: "154", IOT: "014", SHN: "011", SJM: "154", UMI: "057", ATF: "014",
};

/** Items of Wikidata where country-coder names the wider realm: [the state as other datasets mean it, related items]. */
export const wikidata = {
  DNK: ["Q35", ["Q756617"]],
  ESH: ["Q6250", ["Q40362"]],
  NLD: ["Q55", ["Q29999"]],
  VAT: ["Q237", ["Q159583"]],
};

/** States of which only the largest polygon counts for the point, since distant parts would draw it out to sea. */
export const mainlandOnly = ["AUS", "CHL", "ECU", "ESP", "FRA", "NLD", "NOR", "NZL", "PRT", "USA", "ZAF", "YEM", "GNQ", "COL", "CRI", "VEN", "BRA", "IND", "AGO", "MUS", "ATG", "SHN", "UMI"];

/** States of which the lists agree on a first day that is not that of the state: coronations, treaties, dominions, proclamations before recognition. */
export const firstDayDisputed = ["AFG", "AUS", "AUT", "BEL", "BGR", "CAN", "ETH", "IDN", "LUX", "SAU", "ZAF"];

/** First days that are a matter of public record although COW and Gleditsch-Ward have an older spell under the same code. */
export const firstDayByRecord = { TUR: { day: "1923-10-29", by: ["manystates"] } };
