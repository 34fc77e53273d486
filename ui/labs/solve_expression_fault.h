// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/problems/problem.h"

#include <QString>

#include <optional>
#include <string>
#include <vector>

namespace ui {

/// A fault in an expression, in places of the editor's text.
struct ExpressionFault {
    QString message; ///< without the place
    int position = 0; ///< UTF-16 units from the start of the text
    int length = 0;
    int line = 1; ///< from 1
    int column = 1; ///< from 1
    QString suggestion; ///< replaces the marked text; empty: nothing to offer
    QString unknownName; ///< a name that could become a parameter; empty: none

    QString place() const; ///< "Line 2, column 4"
};

/// A piece of an editor's text.
struct ExpressionPart {
    QString text; ///< not trimmed, so that places stay
    qsizetype start = 0; ///< UTF-16 units from the start of the whole
};

/// The expressions between semicolons; a semicolon at the very end starts none.
std::vector<ExpressionPart> expressionParts(const QString& text);

/// One expression. names: what it may use.
std::optional<ExpressionFault> findExpressionFault(
    const QString& text, const ExpressionPart& part, const std::vector<std::string>& names);
/// A fault of the text as a whole.
ExpressionFault expressionFaultAt(
    const QString& text, const QString& message, qsizetype position, qsizetype length);

/// "name = expression", one a line or between semicolons, blank ones left out. Parts without a name
/// and an equals sign are left out too: findDefinitionFault() names them.
std::vector<solvers::NamedExpression> definitionsOf(const QString& text);
QString definitionsText(const std::vector<solvers::NamedExpression>& definitions);

/// The first fault of such a text: no "=", a name that cannot be one or is taken, or a fault in an
/// expression. names: what the first definition may use; the others may use those before them.
std::optional<ExpressionFault> findDefinitionFault(
    const QString& text, std::vector<std::string> names);

} // namespace ui
