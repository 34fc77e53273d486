// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/methods/methods.h"

#include <memory>
#include <string>
#include <vector>

namespace solvers {

/// The coefficients of a Runge-Kutta method as a user types them, explicit or implicit. Every
/// entry is a number or an expression of numbers: "1/2", "(3 - sqrt(3))/6".
struct UserTableau {
    std::string id = "user"; ///< on the command line, in JSON and CSV
    std::string name; ///< on screen; empty: as id
    std::string source; ///< paper or book
    int order = 0; ///< that the method is said to have; 0: not said
    int embeddedOrder = 0; ///< the same of bHat
    /// s rows; row i, from 0, has i numbers (below the diagonal), i + 1 (with it) or s.
    std::vector<std::vector<std::string>> a;
    std::vector<std::string> b; ///< s numbers
    std::vector<std::string> bHat; ///< s numbers, or none
    std::vector<std::string> c; ///< s numbers, the row sums of a; or none

    /// Why this is no method that can be used, a sentence that begins with the key at fault
    /// ("A[2][1]: ..."), counted from 1; empty if it is one.
    std::string problem() const;

    bool operator==(const UserTableau&) const = default;
};

/// A method like those of the registry, with coefficients of its own. The order is what the
/// conditions of all rooted trees up to order 10 say, to 1e-10; HNW I, theorem II.2.13.
///
/// Copies share one immutable object: method() stays where it is as long as one of them lives,
/// and so must one of them as long as a Solution or Stepper made with it.
/// Explicit methods, diagonally implicit ones with one number on the diagonal (apart from an
/// explicit first stage) and implicit ones with a regular A whose eigenvalues are distinct, as
/// are its nodes and 0, can be used; of the last kind without bHat.
class UserMethod {
public:
    /// Throws std::invalid_argument with tableau.problem().
    explicit UserMethod(const UserTableau& tableau);

    const Method& method() const;
    const UserTableau& tableau() const;

    /// "order 4; of order 5, sum b c^4 = 1/5 is not met: the sum is 0.208333, off by 0.00833333"
    std::string orderText() const;
    std::string embeddedOrderText() const; ///< the same of bHat; empty without

private:
    struct Data;

    std::shared_ptr<const Data> m_data;
};

} // namespace solvers
