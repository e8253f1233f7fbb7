//! Codes of countries. Their names come from the browser, in the person's language.

use super::codes::Codes;
use super::fault::Fault;

/// ISO 3166-1 alpha-2 codes, sorted, and `XK`: a user-assigned code, but the one by which post reaches Kosovo.
pub static COUNTRIES: Codes = Codes::new(
    2,
    "\
     AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT \
     BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH \
     ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT \
     HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS \
     LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI \
     NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG \
     SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG \
     UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW \
     ",
);

/// ISO 3166-1 alpha-3 codes, each at the place of its country in [`COUNTRIES`], and `XKX` for Kosovo.
static THREE_LETTERS: Codes = Codes::new(
    3,
    "\
     AND ARE AFG ATG AIA ALB ARM AGO ATA ARG ASM AUT AUS ABW ALA AZE BIH BRB BGD BEL BFA BGR BHR BDI BEN \
     BLM BMU BRN BOL BES BRA BHS BTN BVT BWA BLR BLZ CAN CCK COD CAF COG CHE CIV COK CHL CMR CHN COL CRI \
     CUB CPV CUW CXR CYP CZE DEU DJI DNK DMA DOM DZA ECU EST EGY ESH ERI ESP ETH FIN FJI FLK FSM FRO FRA \
     GAB GBR GRD GEO GUF GGY GHA GIB GRL GMB GIN GLP GNQ GRC SGS GTM GUM GNB GUY HKG HMD HND HRV HTI HUN \
     IDN IRL ISR IMN IND IOT IRQ IRN ISL ITA JEY JAM JOR JPN KEN KGZ KHM KIR COM KNA PRK KOR KWT CYM KAZ \
     LAO LBN LCA LIE LKA LBR LSO LTU LUX LVA LBY MAR MCO MDA MNE MAF MDG MHL MKD MLI MMR MNG MAC MNP MTQ \
     MRT MSR MLT MUS MDV MWI MEX MYS MOZ NAM NCL NER NFK NGA NIC NLD NOR NPL NRU NIU NZL OMN PAN PER PYF \
     PNG PHL PAK POL SPM PCN PRI PSE PRT PLW PRY QAT REU ROU SRB RUS RWA SAU SLB SYC SDN SWE SGP SHN SVN \
     SJM SVK SLE SMR SEN SOM SUR SSD STP SLV SXM SYR SWZ TCA TCD ATF TGO THA TJK TKL TLS TKM TUN TON TUR \
     TTO TUV TWN TZA UKR UGA UMI USA URY UZB VAT VCT VEN VGB VIR VNM VUT WLF WSM XKX YEM MYT ZAF ZMB ZWE \
     ",
);

/// The alpha-3 code of an alpha-2 code or of itself, in any case.
pub fn three_letters(code: &str) -> Option<&'static str> {
    let code = code.to_ascii_uppercase();
    let place = COUNTRIES
        .place(&code)
        .or_else(|| THREE_LETTERS.place(&code))?;
    THREE_LETTERS.get(place)
}

/// The alpha-2 code of an alpha-3 code.
pub fn two_letters(code: &str) -> Option<&'static str> {
    COUNTRIES.get(THREE_LETTERS.place(code)?)
}

/// Reads an alpha-2 code.
pub(super) fn read(typed: &str) -> Result<&'static str, Fault> {
    let place = COUNTRIES.place(&typed.to_ascii_uppercase());
    place
        .and_then(|place| COUNTRIES.get(place))
        .ok_or(Fault::UnknownCountry)
}

/// Whether the text is exactly one of [`COUNTRIES`].
pub(super) fn known(code: &str) -> bool {
    COUNTRIES.contains(code)
}
