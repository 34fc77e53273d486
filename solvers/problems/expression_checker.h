// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/problems/expression.h"

namespace solvers {

/// Reads an expression once from left to right and finds the first fault, with a text of its
/// own for every kind. Needs no recursion, so that depth is no danger. What it lets pass is
/// valid for muParser, whose messages are for programmers and whose grammar allows more
/// (assignments, several values).
class ExpressionChecker {
public:
    ExpressionChecker(std::string_view text, const std::vector<std::string>& variables);

    std::optional<ExpressionError> run();

    /// After run() without error: the tokens without blanks (muParser wants none before '(').
    const std::string& formula() const { return m_formula; }

private:
    enum class Kind { Number, Name, Operator, Open, Close, Comma, Question, Colon, End };
    struct Token {
        Kind kind = Kind::End;
        std::size_t begin = 0; ///< byte
        std::string_view text;
    };
    struct Bracket {
        Token opener;
        Token function; ///< empty text: a bracket of its own
        int arguments = 1;
        int questions = 0; ///< '?' still without ':'
        Token question; ///< the newest
    };

    bool read(); ///< the next token into m_token; false: an error was found
    bool readNumber();
    bool unexpected();
    bool operand();
    bool name();
    bool afterOperand();
    bool missingOperator();
    bool comma();
    bool close();
    bool colon();
    bool end();
    bool openBracket(const Token& function);
    bool missingOperand();
    bool unmatchedOpener();
    char nextVisible() const;
    bool fail(const Token& at, std::string message, std::string suggestion = {});

    std::string_view m_text;
    const std::vector<std::string>& m_variables;
    std::size_t m_position = 0;
    Token m_token;
    Token m_before; ///< the token before m_token; Kind::End at the start
    bool m_expectOperand = true;
    bool m_afterSign = false;
    std::vector<Bracket> m_brackets; ///< the first one is the expression itself
    std::string m_formula;
    std::optional<ExpressionError> m_error;
};

} // namespace solvers
