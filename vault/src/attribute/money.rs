//! Amounts of money and their currencies.

use super::codes::Codes;
use super::fault::Fault;
use super::text::digit;

/// Codes of the currencies of ISO 4217 that people pay with, sorted.
pub static CURRENCIES: Codes = Codes::new(
    3,
    "\
     AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD \
     CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF \
     GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK \
     LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD \
     OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN \
     SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG \
     XOF XPF YER ZAR \
     ",
);

/// Reads an amount, with a comma or a dot before its last figure or two, into `1234.50`. What stands between groups of three figures is
/// left out.
pub(super) fn amount(text: &str) -> Result<String, Fault> {
    let mut whole = String::new();
    let mut groups: Vec<String> = Vec::new();
    for c in text.chars() {
        if let Some(figure) = digit(c).and_then(|value| char::from_digit(value, 10)) {
            groups.last_mut().unwrap_or(&mut whole).push(figure);
        } else if matches!(c, '.' | ',') {
            groups.push(String::new());
        } else if !(c.is_whitespace() || matches!(c, '\'' | '\u{2019}')) {
            return Err(Fault::NotAnAmount);
        }
    }
    let marks: Vec<char> = text.chars().filter(|c| matches!(c, '.' | ',')).collect();
    let coins = match (groups.last(), marks.as_slice()) {
        // "1,50"; but "1,500" is fifteen hundred, as "1.500" is.
        (Some(last), [_]) if last.len() != 3 => groups.pop(),
        // "1,234.50": the last mark is another one than those before it.
        (Some(_), [before @ .., last]) if !before.is_empty() && !before.contains(last) => {
            groups.pop()
        }
        _ => None,
    };
    let grouped = groups.iter().all(|group| group.len() == 3)
        && (groups.is_empty() || (1..=3).contains(&whole.len()) && !whole.starts_with('0'));
    if !grouped || coins.as_ref().is_some_and(|coins| coins.len() > 2) {
        return Err(Fault::NotAnAmount);
    }
    whole.extend(groups.iter().map(String::as_str));
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    if whole.len() > 12 || !text.chars().any(|c| digit(c).is_some()) {
        return Err(Fault::NotAnAmount);
    }
    Ok(format!("{whole}.{:0<2}", coins.unwrap_or_default()))
}

/// Reads the code of a currency.
pub(super) fn currency(text: &str) -> Result<String, Fault> {
    let code = text.to_ascii_uppercase();
    if CURRENCIES.contains(&code) {
        Ok(code)
    } else {
        Err(Fault::UnknownCurrency)
    }
}
