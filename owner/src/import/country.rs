//! Countries as address books write them.

use vault::attribute::{COUNTRIES, two_letters};

use super::Context;

/// Names of countries in English and in their own language, after their code. Every other name is the device's matter.
const NAMES: &str = "\
    AE=united arab emirates;AR=argentina;AT=austria=Österreich;AU=australia;BE=belgium=belgië=belgique=belgien;BG=bulgaria;\
    BR=brazil=brasil;CA=canada;CH=switzerland=schweiz=suisse=svizzera;CL=chile;CN=china;CO=colombia;CY=cyprus;\
    CZ=czechia=czech republic=Česko=Česká republika;DE=germany=deutschland=allemagne=alemania;DK=denmark=danmark;EE=estonia=eesti;\
    EG=egypt;ES=spain=españa=spanien;FI=finland=suomi;FR=france=frankreich;\
    GB=united kingdom=uk=great britain=england=scotland=wales=northern ireland;GR=greece=Ελλάδα;HR=croatia=hrvatska;\
    HU=hungary=magyarország;ID=indonesia;IE=ireland=Éire;IL=israel;IN=india;IS=iceland=Ísland;IT=italy=italia=italien;\
    JP=japan=日本;KE=kenya;KR=south korea=korea;LT=lithuania=lietuva;LU=luxembourg;LV=latvia=latvija;MA=morocco=maroc;MT=malta;\
    MX=mexico=méxico;MY=malaysia;NG=nigeria;NL=netherlands=the netherlands=nederland=niederlande;NO=norway=norge;NZ=new zealand;\
    PE=peru;PH=philippines;PK=pakistan;PL=poland=polska=polen;PT=portugal;RO=romania=românia;RS=serbia=srbija;\
    RU=russia=Россия;SA=saudi arabia;SE=sweden=sverige;SG=singapore;SI=slovenia=slovenija;SK=slovakia=slovensko;TH=thailand;\
    TR=turkey=türkiye;TW=taiwan;UA=ukraine=Україна;\
    US=united states=united states of america=usa=u.s.a.=u.s.;VN=vietnam;ZA=south africa";

/// The alpha-2 code of a code or a name.
pub(super) fn code(text: &str, context: &Context<'_>) -> Option<String> {
    let text = text.trim();
    let upper = text.to_ascii_uppercase();
    if COUNTRIES.contains(&upper) {
        return Some(upper);
    }
    let named = |names: &&str| {
        let mut names = names.split('=').skip(1);
        names.any(|name| name.eq_ignore_ascii_case(text))
    };
    let known = || NAMES.split(';').find(named)?.split('=').next();
    two_letters(&upper)
        .or_else(known)
        .or_else(|| (context.country)(text))
        .map(str::to_owned)
}
