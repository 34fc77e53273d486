// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace ui {

/// Reads a number as people write it: 1e-4, 0.0001, 10^-4, 2.5×10⁻⁴, 0,25, 1/64, 2pi, −3, π/2.
/// Nothing if the text is not one finite number; `reason` then gets a sentence for the user.
std::optional<double> parseNumber(const QString& text, QString* reason = nullptr);

/// Shortest text of a setting that reads back as the same value: point, U+2212 as minus,
/// ×10ⁿ with raised digits below 10⁻³ and from 10⁶ on, pure powers of ten as 10⁻⁴.
QString settingText(double value);

/// Text of a result: `digits` significant digits, U+2212, thin space from 10 000 on,
/// × 10ⁿ below 10⁻³ or above 10⁴; "–" for not a number.
QString resultText(double value, int digits = 4);

QString secondsText(double seconds); ///< "2.1 µs", "31 s", "3:20"
QString withRaisedExponent(int exponent); ///< "10⁻⁴"

} // namespace ui
